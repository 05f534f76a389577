"""What OSPF and IS-IS have in common: shortest paths of an area, choice among announcements."""
