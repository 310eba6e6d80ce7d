# Why a photo has no preview.

photo-unreadable = the photo cannot be shown; save the file to look at it
photo-too_large = the photo is too large to be shown; save the file to look at it
