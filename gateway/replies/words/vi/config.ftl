# What is wrong in a configuration: it stands behind the key (lines[2].imap_port) and says what to write instead.

config-at = { $place }: { $what }
config-wrong = { $problems }

# The file

config-not_there = không có tệp này; nêu tệp khác bằng --config, hoặc để ./gw init tạo tệp mới
config-not_read = không đọc được: { $error }
config-not_utf8 = không phải văn bản UTF-8; hãy lưu lại bằng UTF-8
config-not_toml = không đúng dạng TOML ở dòng { $line }, cột { $column } ({ $error }); xem chỗ đó có thiếu dấu nháy, dấu ngoặc, dấu = hay có tên nào ghi hai lần không

# Tables and keys

config-unknown_key = không có mục nào tên như vậy; { $hint }
config-did_you_mean = có phải là { $name } không?
config-there_is = có các tên: { $names }
config-there_is_none = chưa có tên nào
config-former_name = nay gọi là [{ $name }], bảng đó cũng đã có; chỉ giữ bảng tên mới
config-not_a_table = phải là một bảng: ghi [{ $name }] trên một dòng riêng, các mục của bảng ở dưới
config-not_blocks = phải là các khối: ghi [[{ $name }]] trên một dòng riêng, các mục của khối ở dưới
config-no_block = phải có ít nhất một khối [[{ $name }]]
config-missing = còn thiếu; mục này phải có giá trị
config-unit_missing = còn thiếu; mỗi đường tiếp nhận thuộc một đơn vị: ghi unit = "…" với key của một khối [[units]]
config-owner_missing = còn thiếu; ghi tên người hoặc bộ phận phụ trách đường tiếp nhận này

# Values

config-not_true_or_false = phải là true hoặc false, không có dấu nháy
config-not_a_whole_number = phải là số nguyên, không có dấu nháy
config-not_a_number = phải là một số, không có dấu nháy
config-not_text = phải là chữ đặt trong dấu nháy
config-not_a_list = phải là danh sách đặt trong [ngoặc vuông]
config-not_block = phải là một khối riêng: [[units.faq]]
config-empty = không được để trống
config-too_few_values = phải có ít nhất { $least } giá trị
config-too_many_values = chỉ được có nhiều nhất { $most } giá trị
config-too_small = phải từ { $least } trở lên
config-too_large = không được lớn hơn { $most }
config-not_a_whole_number_between = phải là số nguyên từ { $least } đến { $most }, không có dấu nháy
config-not_a_number_between = phải là số từ { $least } đến { $most }, không có dấu nháy
config-not_one_of = phải là một trong các giá trị { $choices }
config-not_like = phải có dạng như "{ $example }"
config-not_one_line = phải là một dòng chữ đặt trong dấu nháy, không có ký tự điều khiển
config-too_long = chỉ được dài nhất { $most } ký tự, đang dài { $length }
config-not_a_time_of_day = phải là giờ trong ngày, như "08:00"
config-not_a_start = phải là "now", "all" hoặc một ngày như "2026-11-01"
config-not_a_day = phải là một ngày, như "2027-05-01"
config-start_to_come = là ngày chưa đến, tin đến trước ngày đó sẽ không ai đọc; hãy ghi "now"
config-not_spans_of_a_day = phải có ít nhất một khoảng giờ, xếp theo thứ tự trong ngày, giờ cuối sau giờ đầu, như [["08:00", "12:00"]]
config-not_a_mail_address = phải là đúng một địa chỉ thư, như phuong@example.com
config-not_an_ascii_address = phải là đúng một địa chỉ thư không dấu, như phananh@example.com
config-not_a_phone_number = phải là đúng một số điện thoại, như +84912345678
config-not_a_number_of_vietnam = phải là số của SIM, như "+84590001022"
config-not_a_network = phải là một dải mạng, như "10.0.0.0/24" hoặc "10.0.0.2/32"
config-not_a_name = chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối, như vanmieu-mail
config-not_a_module = phải là tên một mô-đun Python, như "our.zalo"
config-not_a_city = phải là hai chữ in hoa, như HN
config-not_accepted = không dùng được ({ $kind }); ghi như tệp config.toml kèm theo chương trình
config-no_such_time_zone = không có múi giờ nào tên như vậy; ghi như "Asia/Ho_Chi_Minh"

# Secrets and files

config-secret_written = không bao giờ ghi bí mật vào tệp này; ghi nó vào một tệp riêng rồi nêu tên tệp ở { $name }_file, hoặc nêu tên biến môi trường ở { $name }_env
config-secret_missing = còn thiếu; ghi bí mật vào một tệp (chmod 600) rồi nêu tên tệp ở đây
config-both_sources = { $other } cũng đã ghi; chỉ giữ một trong hai
config-variable_empty = biến môi trường được nêu chưa có giá trị
config-variable_of_more_lines = biến môi trường được nêu có hơn một dòng
config-no_such_file = không có tệp này (đã tìm trong { $directory }); ở đây ghi tên tệp, không ghi nội dung của nó
config-no_access = người dùng này không có quyền đọc; xem quyền của tệp và của { $directory }
config-no_credentials_directory = $CREDENTIALS_DIRECTORY chưa có: chỉ dịch vụ của systemd có LoadCredential mới có biến này
config-not_a_file = { $file } không phải là tệp; nêu tên một tệp
config-no_such_directory = không có thư mục này (đã tìm trong { $directory }); hãy tạo thư mục đó, hoặc sửa lại tên
config-file_not_read = không đọc được { $file }: { $error }
config-file_open_to_all = mọi người dùng của máy này đều đọc được { $file }; chạy: chmod 600 { $file }
config-file_not_utf8 = { $file } không phải văn bản UTF-8; hãy lưu lại bằng UTF-8
config-file_of_more_lines = { $file } có hơn một dòng; tệp chỉ được có một dòng là bí mật
config-file_empty = { $file } trống; ghi bí mật vào đó
config-url_scheme = địa chỉ ghi ở đó phải bắt đầu bằng { $scheme }://
config-url_signs = địa chỉ ghi ở đó phải có dạng { $scheme }://USER:PASSWORD@HOST/NAME; trong tên và mật khẩu ghi @ : / ? # % thành %40 %3A %2F %3F %23 %25

# Values that are right alone and wrong together

config-port_twice = { $other } đã dùng cổng này; mỗi mục một cổng riêng
config-directory_is_a_file = ở đó đã có một tệp; nêu tên một thư mục
config-not_a_program = không phải chương trình chạy được; dùng chmod +x, hoặc để trống
config-silence_too_long = phải nhỏ hơn lease trong [times] ({ $lease }): tiến trình thay thế phải thấy modem đã rảnh
config-no_such_unit = không có khối [[units]] nào có key này, sổ đơn vị cũng không; { $hint }
config-no_such_channel = không có loại kênh nào tên như vậy; { $hint }
config-no_such_line = không có đường tiếp nhận nào tên như vậy; { $hint }
config-reply_line_does_not_send = { $line } không tự gửi được; nêu tên một đường gửi được
config-reply_line_missing = còn thiếu: đường này chỉ nhận; nêu tên đường dùng để trả lời
config-unit_twice = đã có đơn vị khác dùng key này
config-line_twice = đã có đường tiếp nhận khác tên như vậy
config-mail_of_line = là hộp thư của đường tiếp nhận { $line }, nơi nhận thư của người dân; ghi hộp thư mà cán bộ đọc, hoặc bỏ trống
config-address_twice = trùng địa chỉ với { $line } và đọc cùng một nơi; mỗi thư mục của một hộp thư ghi một lần, tốt nhất ghi chung trong folders của một đường

# [channels], [console], [doors]

config-channel_not_imported = không nạp được { $module } ({ $error }); đặt phần còn thiếu vào thư mục ghi ở [channels] directory, hoặc sửa lại tên
config-channel_incomplete = { $module } không phải là loại kênh: thiếu { $names }
config-channel_twice = { $module }: đã có loại kênh tên { $name }
config-key_without_certificate = certificate_file và key_file đi với nhau; ghi cả hai, hoặc bỏ cả hai
config-not_a_file_of_terms = phải là tệp TOML gồm các khối [[row]], viết như gateway/domain/data/deadline_profiles.toml
config-wrong_row_of_terms = khối [[row]] thứ { $row }: { $key } thiếu hoặc không đúng; đầu tệp gateway/domain/data/deadline_profiles.toml có cách ghi
config-not_an_address = phải là một địa chỉ IP của máy này: "127.0.0.1" là chỉ trong máy này, "0.0.0.0" là mọi nơi
config-not_a_public_url = phải là đúng https:// và tên, như "https://gateway.example.vn"
config-public_url_missing = còn thiếu: ghi địa chỉ mà trình duyệt ở máy khác dùng, như "https://gateway.example.vn"
config-proxies_of_all = không thể là mọi địa chỉ: khi đó ai gọi cũng tự nhận mình là ai; nêu đúng địa chỉ của máy trung gian
config-console_without_tls = ra ngoài máy này thì phải có TLS, hoặc đứng sau một máy trung gian nêu ở proxies
config-certificate_not_loaded = chứng thư và khóa không đi với nhau, hoặc khóa có mật khẩu ({ $error }); xuất lại cả hai dạng PEM, khóa không mật khẩu
config-doors_without_tls = ra ngoài máy này thì phải có TLS, hoặc đứng sau một máy trung gian nêu ở proxies
config-doors_for_nobody = nêu các dải mạng được phép gọi; "0.0.0.0/0" là tất cả
config-doors_without_token = ra ngoài máy này thì phải có token, hoặc hmac_file
config-no_way_in = không dùng mật khẩu thì cán bộ đăng nhập qua một hệ thống khác: hãy nêu issuer của hệ thống đó
config-not_an_issuer = viết issuer đúng như hệ thống đăng nhập công bố, chẳng hạn "https://sso.example.vn/realms/city"; không TLS thì chỉ tới chính máy này
config-claim_and_roles = role_claim và [[login.roles]] đi cùng nhau: nêu cả hai, hoặc không nêu gì

# The keys of a mail line and of an SMS line

config-not_a_host = phải là đúng tên máy chủ, như mail.example.com
config-plain_beyond_this_machine = "plain" chỉ dùng trong máy này ({ $host } là máy khác); ghi "implicit"
config-not_a_server_name = phải là đúng một tên, như mail.example.com, giống tên máy chủ của cơ quan tự ghi
config-authserv_unnamed_alone = không đi cùng authserv_id và authserv_headers: chỉ tính một dòng
config-not_folders = phải là danh sách một tới năm thư mục khác nhau, như ["INBOX", "Junk"]; chữ hoa, chữ thường coi như nhau
config-folder_beside_folders = không đi cùng folder; chỉ giữ một
config-no_openssl = cần có chương trình openssl trên máy này
config-not_an_archive = đi cùng keep_days, và phải là thư mục khác với những thư mục được đọc, kể cả thư mục thư rác
config-no_certificate_in_file = { $file } không có chứng thư nào; lưu chứng thư của tổ chức cấp theo dạng PEM (Base-64) hoặc DER (.cer), không phải .p7b hay .pfx
config-certificate_not_pem = { $file } không phải dạng PEM; lưu chứng thư theo dạng Base-64 (PEM)
config-oauth_tenant_missing = phải nêu tổ chức của đơn vị ở Microsoft: mã thư mục (tenant ID) hoặc tên miền
config-oauth_client_secret_missing = thiếu: ứng dụng tự đăng nhập phải có khóa bí mật của nó
config-oauth_token_file_missing = thiếu; ghi tên tệp mà ./gw login sẽ ghi, trong thư mục của người dùng chạy hệ thống
config-oauth_url = phải bắt đầu bằng https://, vì khóa bí mật được gửi tới đó
config-oauth_url_signs = không phải địa chỉ; ghi như "https://sso.example.com/oauth/token", không có dấu cách, cổng từ 1 đến 65535
config-oauth_without_auth = phải là "xoauth2", vì đường này có các khóa bắt đầu bằng oauth_; đường dùng mật khẩu thì bỏ các khóa đó
config-oauth_grant_not_offered = Google không cho dùng client_credentials với thư; ghi "refresh_token"
config-password_beside_oauth = không đi cùng auth = "xoauth2"; chỉ giữ một (chỉ để gửi: smtp_password_file)
config-smtp_auth_without_log_in = false không đi cùng smtp_user và smtp_password_file; chỉ giữ một
config-no_such_driver = phải là "at" (modem) hoặc "dummy" (thư mục đóng vai modem)
config-no_such_connection = phải là "at" kèm tốc độ của cổng, ví dụ "at115200", hoặc "at"
config-device_missing = phải nêu cổng của modem (tốt nhất theo đường dẫn /dev/serial/by-id/…), hoặc đường này phải có imsi hay imei: khi đó hệ thống tự hỏi từng cổng để tìm
config-device_of_which_modem = dùng mẫu tên thì đường này phải có imsi của SIM hoặc imei của modem: hệ thống hỏi từng cổng để tìm
config-not_an_imei = phải là số IMEI của modem, 15 chữ số (in trên nhãn), hoặc để trống
config-imei_needless = chỉ dùng khi cổng được tìm bằng cách hỏi: để trống device, hoặc ghi mẫu như /dev/serial/by-id/*
config-imei_before_pin = phải nêu modem: SIM còn đòi PIN thì chưa cho biết nó là SIM nào
config-not_a_service_code = phải là mã dịch vụ như "*101#", hoặc để trống
config-carrier_twice = đã có ở một khối khác: ghi tất cả của một nhà mạng vào một khối
config-not_a_message_centre = số trung tâm tin nhắn viết bắt đầu bằng +, có 5 đến 15 chữ số
config-not_quiet_hours = hai giờ trong ngày, như ["21:00", "07:00"], hoặc [] nếu không cần
config-not_a_command = một danh sách: chương trình và các tham số, như ["/usr/sbin/uhubctl", "-l", "1-1", "-p", "2", "-a", "cycle"]
config-not_an_imsi = phải là mã IMSI của SIM gồm 6 đến 15 chữ số, hoặc để trống nếu SIM nào cũng được

# What shows at the start

config-database_role_unknown = máy chủ cơ sở dữ liệu không có vai trò { $name }; README hướng dẫn cách tạo
config-data_not_usable = không dùng được { $directory }: { $error }; chạy hệ thống bằng người dùng sở hữu thư mục
config-data_in_use = đã có hệ thống chạy trên { $directory } (tiến trình { $pid }); dừng hệ thống đó, hoặc nêu thư mục khác
config-cluster_of_another_user = { $directory } thuộc người dùng số { $user }; chạy hệ thống bằng người dùng đã tạo nó
config-cluster_of_another_version = { $directory } là của PostgreSQL { $version }, hệ thống này dùng { $ours }: sao lưu bằng bản cũ, rồi khôi phục ở đây
config-not_written = không ghi được { $file }: { $error }; chạy hệ thống bằng người dùng sở hữu thư mục
config-port_taken = cổng { $port } đã có chương trình khác dùng; chọn cổng khác
config-no_line_called = không có đường tiếp nhận nào tên { $name }; { $hint }
config-address_taken = { $address } đã có chương trình khác dùng; ghi cổng khác
config-address_not_usable = không dùng được { $address }: { $error }; ghi địa chỉ khác
config-not_a_sender = phải là một số (+84…), một đầu số ngắn, hoặc tên tối đa 11 chữ đã đăng ký với nhà mạng
config-ca_file_without_tls = chỉ dùng khi tls = "implicit"
config-not_an_aggregator_sender = phải là tên thương hiệu hoặc số đã đăng ký với nhà cung cấp
config-no_such_provider = phải là một trong { $names }; hoặc ghi tệp ánh xạ riêng vào provider_file
config-provider_beside_file = provider và provider_file không dùng cùng nhau
config-not_a_mapping = không phải tệp ánh xạ của nhà cung cấp: xem { $place } (docs/AGGREGATORS.md)
config-not_https = phải bắt đầu bằng https://, vì thông tin đăng nhập đi qua đó; http:// chỉ tới chính máy này
config-not_a_call_mapping = không phải tệp mô tả bản ghi của tổng đài: { $error } (docs/CALLS.md)
config-ami_without_login = ami_host cần ami_user và ami_secret_file
