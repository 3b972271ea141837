"""Reads across rows: one case whole, lists, what waits on a person, the register, the trail."""
