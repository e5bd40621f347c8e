"""Commands about a whole account: arguments of the command line in, text on standard output and a status out.

Each module has a `main` and is imported only when its command is called. `iamsim.cli` lists them.

check_account  `iamsim check-account`: what there is to regret in an account
inputs         files and standard input as values, and a user's mistake as one line
"""
