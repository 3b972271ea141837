"""Made-up cases for `seed_portfolio`: drawn case by case from a seed, and written in bulk past no trigger."""
