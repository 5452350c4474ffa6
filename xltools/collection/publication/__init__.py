"""发布包 as a whole, and what becomes of it: which reports are published, where and when."""
