# What a case is; what its citizen sent, as an acknowledgement calls it: a complaint or denunciation is not named there.

kind-phan_anh = feedback
    .about = message
kind-kien_nghi = proposal
    .about = message
kind-gop_y = opinion
    .about = message
kind-hoi_dap = question
    .about = message
kind-khieu_nai = complaint
    .about = message
kind-to_cao = denunciation
    .about = message
kind-goi_nho = missed call
    .about = call
