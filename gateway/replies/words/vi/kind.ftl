# What a case is, as the law names it.

kind-phan_anh = phản ánh
kind-kien_nghi = kiến nghị
kind-gop_y = góp ý
kind-hoi_dap = hỏi đáp
kind-khieu_nai = khiếu nại
kind-to_cao = tố cáo
