"""How good the answers are: figures on real data, beside those of peers, with floors under ours."""
