"""`python -m kawanet`: the command line, where no script is installed."""

from kawanet.cli.main import main

main()
