# Why a matter is not taken up, as its citizen reads it (domain/data/refusal_grounds.toml).

ground-unclear = Nội dung chưa rõ sự việc, địa điểm hoặc thời gian (Điều 7 Nghị định 20/2008/NĐ-CP).
ground-no_sender = Chưa có họ tên, địa chỉ của người gửi (Điều 7 Nghị định 20/2008/NĐ-CP).
ground-petition = Nội dung này được giải quyết theo quy định riêng, không theo kênh phản ánh, kiến nghị (Điều 1 Nghị định 20/2008/NĐ-CP).
ground-legal_advice = Kênh này không giải đáp pháp luật (Quyết định 574/QĐ-TTg).
ground-state_secret = Nội dung thuộc phạm vi bí mật nhà nước, không giải quyết qua kênh này.
ground-pictures = Hình ảnh gửi kèm là hình ảnh dùng lại hoặc đã chỉnh sửa.
ground-private_dispute = Đây là tranh chấp giữa các bên, thuộc thẩm quyền của tòa án.
ground-court = Việc này tòa án đang hoặc đã giải quyết.
ground-answered_before = Việc này đã được trả lời và chưa có tình tiết mới.
ground-no_matter = Nội dung không phải là phản ánh, kiến nghị.
