"""The sample world: fourteen RCPs of a 2010 study, practices, fictional meetings and accounts."""
