/* The archive needs one object; it holds nothing. */
typedef int parley_empty;
