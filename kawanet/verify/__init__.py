"""Proof: a data plane and a statement of policy -> verdicts; a network -> hygiene findings."""
