"""Hygiene rules, one module a feature: each rule a frozen value and one small function."""
