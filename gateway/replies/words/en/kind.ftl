# What a case is, as the law names it.

kind-phan_anh = feedback
kind-kien_nghi = proposal
kind-gop_y = opinion
kind-hoi_dap = question
kind-khieu_nai = complaint
kind-to_cao = denunciation
