#include "config/setting_words.h"

#include <map>
#include <sstream>

#include "config/settings.h"
#include "core/text.h"

namespace sohoa::config {
namespace {

struct Meaning {
  std::string vi;
  std::string en;
};

// The settings file that `sohoa init` writes says most of it: "key = value  # vi / en".
void readTemplate(const std::string& text, std::map<std::string, Meaning>& meanings) {
  std::istringstream lines(text);
  std::string section;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ")) line.erase(0, 2);
    const auto note = line.find("  # ");
    if (line.starts_with("[") && line.find(']') != std::string::npos) {
      const auto name = line.find_first_not_of('[');
      section = line.substr(name, line.find(']') - name);
    }
    const auto equals = line.find('=');
    if (line.starts_with("[") || equals == std::string::npos || note == std::string::npos) continue;
    const auto words = core::squeeze(line.substr(note + 4));
    const auto cut = words.find(" / ");
    auto& meaning = meanings[section + "." + core::squeeze(line.substr(0, equals))];
    meaning.vi = words.substr(0, cut);
    meaning.en = cut == std::string::npos ? words : words.substr(cut + 3);
  }
}

// Of settings that the file has no room to explain.
const std::map<std::string, Meaning>& others() {
  static const std::map<std::string, Meaning> table{
      {"unit.id", {"mã đơn vị sở hữu kho này", "id of the office that owns this home"}},
      {"unit.name", {"tên đơn vị", "its name"}},
      {"scanner.source", {"nguồn giấy: adf, duplex, flatbed", "paper: adf, duplex, flatbed"}},
      {"scanner.source_name",
       {"nguồn giấy theo cách gọi của máy", "the source in the device's own words"}},
      {"scanner.mode", {"màu: colour, grey, bilevel", "colour, grey, bilevel"}},
      {"scanner.page", {"khổ giấy: a3, a4, a5", "paper size"}},
      {"scanner.timeout_s", {"giây máy quét được im lặng", "seconds a driver may be silent"}},
      {"ocr.tessdata", {"thư mục mô hình Tesseract", "folder of Tesseract models"}},
      {"work.stage_timeout_s", {"giây tối đa của một bước", "seconds a step may take"}},
      {"copy.font", {"phông chữ in trên bản sao", "font of what is printed on copies"}},
      {"signing.level", {"mức chữ ký PAdES", "PAdES level of signatures"}},
      {"signing.timestamp.local_key",
       {"khoá của máy cấp dấu thời gian thử nghiệm", "key of the demo authority"}},
      {"signing.timestamp.local_passphrase_file",
       {"tệp mật khẩu của khoá đó", "file with its passphrase"}},
      {"signing.timestamp.urls",
       {"máy cấp dấu thời gian, thử lần lượt", "timestamp authorities, tried in order"}},
      {"signing.revocation.local_pki",
       {"bộ chứng thư thử nghiệm trả lời tại chỗ", "demo PKI that answers inside the program"}},
      {"signing.revocation.check_before_signing",
       {"kiểm thu hồi trước khi ký", "asks for revocation before signing"}},
      {"trust.anchors", {"chứng thư gốc được tin", "trusted roots"}},
      {"trust.intermediates", {"chứng thư trung gian", "intermediate certificates"}},
      {"trust.crls", {"danh sách thu hồi, tệp hoặc thư mục", "revocation lists, files or folders"}},
      {"secrets.officer_certificate",
       {"giấy có dấu mật được niêm phong cho người này", "secrets are sealed to this officer"}},
      {"server.address", {"địa chỉ lắng nghe", "address to listen at"}},
      {"server.port", {"cổng lắng nghe", "port to listen at"}},
      {"server.tls_key", {"khoá TLS", "TLS key"}},
      {"server.issuer", {"tên máy chủ trong mã truy cập", "name in access tokens"}},
      {"server.token_life_s", {"giây mã truy cập có hiệu lực", "seconds a token lives"}},
      {"server.session_life_s", {"giây tối đa của một phiên", "seconds a session lives at most"}},
      {"server.connections", {"kết nối đồng thời tối đa", "connections at once"}},
      {"server.threads", {"luồng trả lời yêu cầu", "threads that answer requests"}},
      {"server.verifies_per_minute",
       {"số lần kiểm tra công khai mỗi phút của một địa chỉ",
        "public checks a minute and address"}},
      {"server.drain_s",
       {"giây chờ yêu cầu đang chạy khi dừng", "seconds for running requests at a stop"}},
      {"server.oidc.issuer", {"nhà cung cấp đăng nhập một lần", "identity provider"}},
      {"server.oidc.client_id", {"mã của kho ở đó", "id of this warehouse there"}},
      {"server.oidc.client_secret_file", {"tệp bí mật của mã đó", "file with its secret"}},
      {"server.oidc.redirect", {"địa chỉ trình duyệt quay lại", "where the browser comes back"}},
      {"server.oidc.claim", {"mục nêu danh tính cán bộ", "claim that names the operator"}},
      {"server.oidc.ca_file", {"chứng thư gốc của nhà cung cấp", "its trust anchors"}},
      {"storage.cache_mb", {"MB bản sao dùng tại chỗ", "MB of local copies"}},
      {"storage.scrub_mb_per_second", {"MB mỗi giây được đọc soát", "MB a second read through"}},
      {"webhooks.private_networks",
       {"cho gửi tin vào mạng nội bộ", "messages may go to addresses inside the house"}},
      {"webhooks.keep_days",
       {"ngày giữ lại tin đã xong", "days for which settled messages are kept"}},
      {"webhooks.give_up_s", {"giây thì thôi gửi lại", "seconds until a message is given up"}},
      {"webhooks.ca_file", {"chứng thư gốc của bên nhận", "trust anchors of receivers"}},
      {"reports.reuse_target", {"chỉ tiêu tái sử dụng, %", "goal of reuse, %"}},
  };
  return table;
}

const std::map<std::string, Meaning>& meanings() {
  static const auto table = [] {
    auto all = others();
    readTemplate(settingsTemplate(true, "", ""), all);
    readTemplate(settingsTemplate(false, "", ""), all);
    return all;
  }();
  return table;
}

// "postgresql://user:password@host/db", "password=… host=…"
std::string withoutPassword(std::string value) {
  const auto scheme = value.find("://");
  const auto host = value.find('@', scheme == std::string::npos ? 0 : scheme);
  if (scheme != std::string::npos && host != std::string::npos) {
    const auto colon = value.find(':', scheme + 3);
    if (colon != std::string::npos && colon < host) value.replace(colon, host - colon, ":…");
  }
  for (std::size_t at = value.find("password="); at != std::string::npos;
       at = value.find("password=", at + 9)) {
    const auto end = value.find_first_of(" &", at);
    value.replace(at + 9, (end == std::string::npos ? value.size() : end) - at - 9, "…");
  }
  return value;
}

}  // namespace

void explainSetting(SettingLine& line) {
  const auto found = meanings().find(line.key);
  if (found != meanings().end()) {
    line.vi = found->second.vi;
    line.en = found->second.en;
  } else if (line.key.starts_with("signing.")) {
    // The three signers have the same keys.
    static const std::map<std::string, Meaning> signer{
        {"key", {"tệp khoá", "file with the key"}},
        {"certificate", {"chứng thư PEM", "certificate, PEM"}},
        {"passphrase_file", {"tệp mật khẩu hoặc PIN", "file with the passphrase or PIN"}},
        {"module", {"thư viện PKCS#11 của thiết bị", "PKCS#11 library of the token"}},
        {"token", {"nhãn của thiết bị", "label of the token"}},
        {"label", {"nhãn của khoá", "label of the key"}},
        {"service", {"địa chỉ dịch vụ ký từ xa", "address of a remote-signing service"}},
        {"unit", {"phải có trong tên chứng thư", "must stand in the certificate's name"}},
        {"credential", {"mã khoá ở dịch vụ ký", "id of the key there"}},
        {"access_token_file", {"tệp mã truy cập dịch vụ ký", "file with the access token"}},
        {"algorithm", {"thuật toán ký", "signature algorithm"}}};
    const auto one = signer.find(line.key.substr(line.key.rfind('.') + 1));
    if (one != signer.end()) {
      line.vi = one->second.vi;
      line.en = one->second.en;
    }
  }
  line.value = withoutPassword(line.value);
}

}  // namespace sohoa::config
