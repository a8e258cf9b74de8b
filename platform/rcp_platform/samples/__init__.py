"""The sample world: the fourteen RCPs of a 2010 study, practices and fictional accounts."""
