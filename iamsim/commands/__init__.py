"""Commands about an account or a class: arguments in, text on standard output and an exit status out.

Each module has a `main` and is imported only when its command is called. `iamsim.cli` lists them.

check_account  `iamsim check-account`: what there is to regret in an account
who_can        `iamsim who-can`: which users and roles may do an action
matrix         `iamsim matrix`: who may do what, and what a change did
matrix_page    the HTML page of a matrix
grade          `iamsim grade`: a class's submissions → a report, tables, feedback
submit         `iamsim submit`: a learner's progress → a file to hand in
new_lesson     `iamsim new-lesson`: the frame of a lesson of one's own
selection      options of the command line → Matrix
progress_bar   a progress bar for what takes more than two seconds
inputs         files and standard input as values, and a user's mistake as one line
"""
