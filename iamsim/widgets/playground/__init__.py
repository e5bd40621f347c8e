"""A playground: an account to build by hand, and who may do what in it, at once.

share_code     an account and a request ↔ a code to paste or to put into a link
"""
