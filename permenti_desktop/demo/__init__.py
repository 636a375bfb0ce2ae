"""A demo office: plausible people who do not exist, in all subjects, over three years, the same for the same seed."""
