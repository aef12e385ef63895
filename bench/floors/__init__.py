"""What pages are measured against: the same bytes from bare Flask, and a like page built the usual ways."""
