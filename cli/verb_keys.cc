#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/text.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;

json timeOf(const std::optional<core::Timestamp>& time) {
  return time ? json(core::formatIso8601(*time)) : json(nullptr);
}

int run(bool probe, Context& context) {
  context.home.require();
  json list = json::array();
  for (const auto& line : context.parts.keys(probe)) {
    list.push_back({{"use", line.use},
                    {"place", line.place},
                    {"where", line.where},
                    {"subject", line.subject},
                    {"issuer", line.issuer},
                    {"from", timeOf(line.from)},
                    {"until", timeOf(line.until)},
                    {"trouble", line.trouble}});
    if (context.json) continue;
    context.terminal.print(
        core::printable(fmt::format("{:<18} {:<8} {:<25} {}{}", line.use, line.place,
                                    line.until ? core::formatIso8601(*line.until) : "-",
                                    line.subject.empty() ? line.where : line.subject,
                                    line.trouble.empty() ? "" : "  ! " + line.trouble)));
  }
  if (context.json) context.terminal.print(json{{"keys", std::move(list)}});
  return kDone;
}

int renewTokens(Context& context) {
  context.home.require();
  const auto life = context.settings.server.token_life;
  const auto until = context.clock.now() + life;
  context.parts.renewTokenKey(until);
  auto& terminal = context.terminal;
  if (context.json) {
    terminal.print(json{{"former_until", core::formatIso8601(until)}});
  } else {
    terminal.print(
        terminal.format("✓ Đã thay khoá ký mã truy cập; mã ký bằng khoá cũ còn dùng "
                        "được đến {}.",
                        "✓ Access tokens have another key; those of the former one are "
                        "good until {}.",
                        core::formatIso8601(until)));
  }
  return kDone;
}

int giveUpSecrets(Context& context) {
  context.home.require();
  const int count = context.parts.giveUpSecrets();
  auto& terminal = context.terminal;
  if (context.json) {
    terminal.print(json{{"given_up", count}});
  } else if (count == 0) {
    terminal.print(std::string(terminal.pick("✓ Khoá hiện có mở được mọi bí mật; không bỏ gì.",
                                             "✓ The key opens every secret; none was given up.")));
  } else {
    terminal.print(terminal.format(
        "✓ Đã bỏ {} bí mật không mở được; lập lại bằng 'sohoa operator totp' và đăng ký lại "
        "webhook ('sohoa doctor' kể tên).",
        "✓ {} secrets that no key opens were given up; set them anew by 'sohoa operator totp' and "
        "new webhooks ('sohoa doctor' names them).",
        count));
  }
  return kDone;
}

}  // namespace

void addKeys(const Verb& line) {
  auto probe = std::make_shared<bool>(false);
  const auto verb = line.verb("keys", {"Khoá, chứng thư và danh sách thu hồi, với hạn dùng",
                                       "Keys, certificates and revocation lists with their ends"});
  verb.flag("--probe", *probe,
            {"Xin thử một dấu thời gian", "Asks for a timestamp, to see whether one comes"});
  auto renew = std::make_shared<bool>(false);
  verb.flag("--renew-tokens", *renew,
            {"Thay khoá ký mã truy cập; khoá cũ còn hiệu lực đến khi mã cuối cùng hết hạn",
             "Give access tokens another key; the former one is taken until its last token ends"});
  auto give_up = std::make_shared<bool>(false);
  verb.flag("--give-up-secrets", *give_up,
            {"Bỏ các mã xác thực hai lớp và bí mật webhook mà khoá niêm phong đã mất hẳn",
             "Give up second factors and webhooks' secrets whose key is lost for good"});
  verb.example("sohoa keys --probe --json");
  verb.runs([probe, renew, give_up](Context& context) {
    if (*give_up) return giveUpSecrets(context);
    return *renew ? renewTokens(context) : run(*probe, context);
  });
}

}  // namespace sohoa::cli
