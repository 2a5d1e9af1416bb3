#include "cli/evidence_text.h"

#include <algorithm>
#include <array>

namespace sohoa::cli {
namespace {

struct Wording {
  std::string_view code;
  std::string_view vi;
  std::string_view en;
};

constexpr std::array kWordings = std::to_array<Wording>({
    {"agency_cut_short", "tên cơ quan có thể thiếu phần sau", "the agency's name may lack its end"},
    {"agency_known", "tên cơ quan đúng chính tả", "the agency's name is spelt as known"},
    {"agency_not_of_place", "địa danh không có trong tên cơ quan", "the place is not the agency's"},
    {"agency_names_place", "tên cơ quan trùng địa danh", "the agency names the place of issue"},
    {"agency_unknown", "không nhận ra cách mở đầu tên cơ quan", "no agency's name begins so"},
    {"appendix_says_otherwise", "phụ lục ghi khác", "the appendix says otherwise"},
    {"appendix_says_so", "phụ lục ghi giống", "the appendix says the same"},
    {"barcode_says_so", "mã vạch ghi giống", "a barcode says the same"},
    {"birth_year_agrees", "năm sinh khớp số định danh", "year of birth and id number agree"},
    {"birth_year_differs", "năm sinh lệch số định danh", "year of birth and id number differ"},
    {"code_form_right", "mã đúng cấu trúc", "the code is well formed"},
    {"code_form_wrong", "mã sai cấu trúc", "the code is not well formed"},
    {"cover_sheet", "lấy từ tờ phân tách hoặc tờ bìa", "from the separator or cover sheet"},
    {"date_half_read", "chỉ đọc được một phần ngày tháng", "only part of the date was read"},
    {"day_agrees", "ngày trong mã hồ sơ khớp ngày ban hành",
     "the day in the case file's code agrees"},
    {"end_of_list_unread", "không thấy dòng Lưu cuối danh sách",
     "the end of the list was not read"},
    {"form_of_block", "suy ra từ thể thức khối chữ ký", "follows from the form of the block"},
    {"id_form_right", "mã tỉnh trong số định danh có thật", "the id number's province exists"},
    {"id_form_wrong", "số định danh sai cấu trúc", "the id number is not well formed"},
    {"line_known", "dòng chữ đúng thể thức", "the line is a known one"},
    {"mended", "đã sửa lỗi nhận dạng", "a slip of recognition was put right"},
    {"mrz_check_digit", "chữ số kiểm tra MRZ sai", "a check digit of the zone is wrong"},
    {"mrz_says_otherwise", "vùng MRZ ghi khác", "the machine-readable zone says otherwise"},
    {"mrz_says_so", "vùng MRZ ghi giống", "the machine-readable zone says the same"},
    {"name_known", "họ tên gồm các chữ đã biết", "every word of the name is a known one"},
    {"name_unreadable", "không đọc được tên người ký", "the signer's name was not read"},
    {"number_names_agency", "ký hiệu khớp cơ quan", "the number names the agency"},
    {"number_names_kind", "ký hiệu khớp loại văn bản", "the number names the kind"},
    {"number_names_other_agency", "ký hiệu của cơ quan khác", "the number names another agency"},
    {"number_signs_known", "ký hiệu gồm các chữ viết tắt đã biết",
     "all signs of the number are known"},
    {"number_signs_unknown", "ký hiệu có chữ viết tắt lạ", "a sign of the number is unknown"},
    {"perhaps_handwritten", "có thể viết tay", "perhaps written by hand"},
    {"place_of_other_unit", "địa danh của đơn vị khác", "the place is another unit's"},
    {"read_otherwise", "đọc lại lần hai ra khác", "read differently the second time"},
    {"read_twice", "đọc hai lần giống nhau", "read alike twice"},
    {"seal_names_agency", "con dấu mang tên cơ quan", "the seal bears the agency's name"},
    {"seal_names_other", "con dấu mang tên nơi khác", "the seal bears another name"},
    {"short_line", "dòng trên chưa đầy mà vẫn nối dòng dưới", "goes on under a short line"},
    {"signer_names_agency", "quyền hạn ký khớp cơ quan", "the signer signs for this agency"},
    {"signer_names_other_agency", "ký thay mặt cơ quan khác",
     "the signer signs for another agency"},
    {"spelling", "có chữ sai chính tả", "a word is misspelt"},
    {"surname_unknown", "không nhận ra họ", "the surname is unknown"},
    {"text_says_otherwise", "chữ trên trang ghi khác", "the print says otherwise"},
    {"text_says_so", "nhắc lại trong văn bản", "the text says it again"},
    {"title_known", "đúng tên loại đã biết", "the title is a known one"},
    {"title_unreadable", "không đọc được tên loại", "the title could not be read"},
    {"unit_known", "đơn vị có tồn tại vào ngày này", "the unit existed on that day"},
    {"unit_not_then", "đơn vị không tồn tại vào ngày này", "the unit did not exist on that day"},
});

}  // namespace

std::string evidenceText(std::string_view note, core::Language language) {
  if (note.empty()) return {};
  const auto code = note.substr(1);
  const auto found = std::find_if(kWordings.begin(), kWordings.end(),
                                  [&](const Wording& one) { return one.code == code; });
  const std::string_view text =
      found == kWordings.end() ? code : core::pick(language, found->vi, found->en);
  return std::string(note.substr(0, 1)) + ' ' + std::string(text);
}

}  // namespace sohoa::cli
