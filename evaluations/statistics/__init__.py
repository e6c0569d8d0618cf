"""A small library of the statistics of blinded review. Pure: NumPy and SciPy, no framework.

What goes in
    outcomes        votes between two models, counted by displayed pair; the claim of an interval
What comes out
    estimate        one number with interval, n, clusters and method; no data is ``None``, never 0

Preferences
    win_matrix      who beat whom; win scores against each opponent and the field
    connectivity    whether the votes put all models on one scale, and what to do if not
    paired_logit    the likelihood behind both of the next, by Newton on counted cells
    bradley_terry   strengths, their differences and ratings
    side_bias       whether the displayed side sways reviewers
Ratings
    agreement       Krippendorff's alpha and the plain share
Automatic measures
    pass_at_k       the chance that one of k solutions is correct
    rates           findings per 1,000 lines
    quantiles       medians of complexity, size, time, cost
Underneath
    intervals       Wilson, Clopper-Pearson, clustered means and shares
    clustering      two-way clustered covariance
    resampling      the cluster bootstrap

Votes are never taken as independent: intervals treat problems, and unless told otherwise
reviewers too, as samples.
"""
