"""The cards of the pages: each takes what the visitor sees, makes its frame, finding and figure, and shows them."""
