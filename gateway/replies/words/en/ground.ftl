# Why a matter is not taken up, as its citizen reads it (domain/data/refusal_grounds.toml).

ground-unclear = It does not say clearly what happened, where or when (Decree 20/2008/ND-CP, art. 7).
ground-no_sender = The name and address of the sender are missing (Decree 20/2008/ND-CP, art. 7).
ground-petition = Such matters are dealt with under rules of their own, not by this channel (Decree 20/2008/ND-CP, art. 1).
ground-legal_advice = This channel gives no legal advice (Decision 574/QD-TTg).
ground-state_secret = It concerns State secrets, which this channel does not deal with.
ground-pictures = The pictures were taken from elsewhere or edited.
ground-private_dispute = It is a dispute between the parties, for the courts to decide.
ground-court = A court is dealing with this matter, or has decided it.
ground-answered_before = This matter has been answered, and there is nothing new.
ground-no_matter = It is neither feedback nor a proposal.
