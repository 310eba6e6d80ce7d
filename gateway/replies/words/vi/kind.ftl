# What a case is; what its citizen sent, as an acknowledgement calls it: a complaint or denunciation is not named there.

kind-phan_anh = phản ánh
    .about = phản ánh
kind-kien_nghi = kiến nghị
    .about = kiến nghị
kind-gop_y = góp ý
    .about = góp ý
kind-hoi_dap = hỏi đáp
    .about = câu hỏi
kind-khieu_nai = khiếu nại
    .about = thư
kind-to_cao = tố cáo
    .about = thư
kind-goi_nho = cuộc gọi nhỡ
    .about = cuộc gọi
