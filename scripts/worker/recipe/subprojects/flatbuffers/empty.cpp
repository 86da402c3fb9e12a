// The archive needs one object; it holds nothing.
