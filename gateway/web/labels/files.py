"""The words of attachments: what is dangerous about one, and what the virus scanner says."""

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "danger": "Cẩn thận:",
        "danger_title": "Tệp đính kèm nguy hiểm",
        "danger_advice": (
            "Tệp này do người ngoài gửi tới và có thể gây hại cho máy. Chỉ tải về khi thật cần; lưu ra rồi nhờ bộ phận"
            " kỹ thuật kiểm tra, không mở trực tiếp. Cần nội dung thì đề nghị người gửi gửi lại bằng PDF hoặc ảnh."
        ),
        "danger_infected": "Phần mềm quét thấy virus nên hệ thống không giao tệp này ra. Hãy báo bộ phận kỹ thuật.",
        "danger_save": "Tôi đã đọc cảnh báo, vẫn tải tệp về",
        "danger_unknown": "tệp đến từ trước khi hệ thống biết xem xét tệp",
        "danger_executable": "chương trình, mở ra là chạy",
        "danger_script": "tập lệnh, mở ra là chạy",
        "danger_program_inside": "tệp nén chứa chương trình, tập lệnh hoặc văn bản có macro",
        "danger_macros": "văn bản có macro",
        "danger_active_content": "tài liệu có lệnh tự chạy hoặc tự tải từ mạng",
        "danger_embedded_object": "tài liệu có tệp khác nhúng bên trong",
        "danger_web_page": "trang web (HTML, SVG), có thể giả trang đăng nhập",
        "danger_disk_image": "tệp ảnh đĩa",
        "danger_disguised": "tên tệp che giấu loại thật của tệp",
        "danger_double_extension": "tên có hai đuôi, ví dụ .pdf.exe",
        "danger_encrypted": "có mật khẩu nên không kiểm tra được bên trong",
        "danger_nested_archive": "tệp nén nằm trong tệp nén",
        "danger_unseen": "tệp nén không xem được danh mục bên trong",
        "scan_unchecked": "chưa quét virus",
        "scan_clean": "đã quét, không thấy virus",
        "scan_infected": "có virus",
        "scan_failed": "không quét được",
        "scan_found": "phần mềm quét thấy virus ({name});",
        "infected_heading": "Tệp có virus",
        "infected_words": "Phần mềm quét thấy virus trong tệp nên hệ thống không giao ra. Hãy báo bộ phận kỹ thuật.",
    },
    "en": {
        "danger": "Careful:",
        "danger_title": "A dangerous attachment",
        "danger_advice": (
            "A stranger sent this file, and it can harm your computer. Save it only if you must, have it looked at by"
            " your technicians, and do not open it. If you need what it says, ask the sender for a PDF or a picture."
        ),
        "danger_infected": "The scanner found a virus, so this file is not handed out. Tell your technicians.",
        "danger_save": "I have read the warning; save the file",
        "danger_unknown": "it came before files were looked at",
        "danger_executable": "a program, runs when it is opened",
        "danger_script": "a script, runs when it is opened",
        "danger_program_inside": "an archive that holds a program, a script or a document with macros",
        "danger_macros": "a document with macros",
        "danger_active_content": "a document that runs or fetches something by itself",
        "danger_embedded_object": "a document with another file in it",
        "danger_web_page": "a web page (HTML, SVG), may imitate a log-in",
        "danger_disk_image": "a disk image",
        "danger_disguised": "its name hides what it is",
        "danger_double_extension": "two endings, like .pdf.exe",
        "danger_encrypted": "a password keeps anyone from looking into it",
        "danger_nested_archive": "an archive in an archive",
        "danger_unseen": "an archive whose list of files cannot be read",
        "scan_unchecked": "not checked for viruses",
        "scan_clean": "checked, no virus found",
        "scan_infected": "a virus",
        "scan_failed": "could not be checked",
        "scan_found": "the scanner found a virus ({name});",
        "infected_heading": "The file has a virus",
        "infected_words": "The scanner found a virus in this file, so it is not handed out. Tell your technicians.",
    },
}
