#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/text.h"
#include "pipeline/accounts.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;
using pipeline::Manager;

struct Options {
  std::string id;
  std::string name;
  std::string unit;
  std::string sees;
  std::vector<std::string> roles;
  std::string certificate;
  int per_minute = 600;
};

json clientJson(const core::ApiClient& client) {
  json roles = json::array();
  for (const auto role : client.roles) roles.push_back(core::slug(role));
  return {{"id", client.id},
          {"name", client.name},
          {"unit", client.unit},
          {"sees", client.sees},
          {"roles", std::move(roles)},
          {"certificate", client.certificate},
          {"per_minute", client.per_minute},
          {"disabled", client.disabled},
          {"created", core::formatIso8601(client.created)}};
}

pipeline::Accounts accountsOf(Context& context) {
  return {context.parts.operators(), context.parts.accessBook(), context.clock};
}

// The one time that the secret is seen.
void tellSecret(const core::ApiClient& client, const std::string& secret, Context& context) {
  auto& terminal = context.terminal;
  if (context.json) {
    auto out = clientJson(client);
    out["secret"] = secret;
    terminal.print(out);
    return;
  }
  terminal.print(
      terminal.format("mã      {}\nbí mật  {}", "id      {}\nsecret  {}", client.id, secret));
  terminal.say(std::string(terminal.pick(
      "Hãy giao bí mật này cho bên kết nối qua kênh an toàn; nó không hiện lại lần nào nữa.",
      "Hand the secret over by a safe way; it is not shown again.")));
}

int add(const Options& options, Context& context) {
  context.home.require();
  const auto secret = context.parts.newSecret();
  core::ApiClient client;
  client.id = options.id;
  client.name = options.name.empty() ? options.id : core::toNfc(options.name);
  client.unit = options.unit.empty() ? context.settings.unit.id : options.unit;
  client.sees = options.sees.empty() ? client.unit : options.sees;
  for (const auto& word : options.roles) {
    if (const auto role = core::role(word)) client.roles.insert(*role);
  }
  client.secret = secret.hash;
  client.certificate = options.certificate;
  client.per_minute = options.per_minute;
  client.created = context.clock.now();
  accountsOf(context).addClient(Manager::atTheMachine(), client);
  tellSecret(client, secret.secret, context);
  return kDone;
}

int renew(const std::string& id, Context& context) {
  context.home.require();
  const auto secret = context.parts.newSecret();
  const auto client = accountsOf(context).setSecret(Manager::atTheMachine(), id, secret.hash);
  tellSecret(client, secret.secret, context);
  return kDone;
}

int setDisabled(const std::string& id, bool disabled, Context& context) {
  context.home.require();
  const auto client =
      accountsOf(context).changeClient(Manager::atTheMachine(), id, {.disabled = disabled});
  if (context.json) context.terminal.print(clientJson(client));
  return kDone;
}

int list(Context& context) {
  context.home.require();
  auto& terminal = context.terminal;
  json all = json::array();
  for (const auto& client : context.parts.accessBook().clients()) {
    all.push_back(clientJson(client));
    if (context.json) continue;
    terminal.print(core::printable(
        terminal.format("{:20} {:12} thấy {:12} {:24} {}", "{:20} {:12} sees {:12} {:24} {}",
                        client.id, client.unit, client.sees, joined(client.roles),
                        client.disabled ? terminal.pick("ĐÃ KHOÁ", "DISABLED") : client.name)));
  }
  if (context.json) terminal.print(json{{"clients", std::move(all)}});
  return kDone;
}

void addAdd(const Verb& group) {
  auto options = std::make_shared<Options>();
  const auto verb = group.verb("add", {"Thêm một hệ thống kết nối", "Add a client"});
  verb.option("ID", options->id, {"Mã, chữ không dấu", "Its id"}).required();
  verb.option("--role", options->roles,
              {"Vai trò; lặp lại được", "A role; may be given many times"})
      .oneOf({"scan", "review", "certify", "archive", "read", "audit", "admin"})
      .repeatable()
      .required();
  verb.option("--name", options->name, {"Tên cho người đọc", "A name for people"});
  verb.option("--of-unit", options->unit,
              {"Đơn vị chủ quản (mặc định: đơn vị của kho này)",
               "The office it belongs to (default: the one of this home)"});
  verb.option("--sees", options->sees,
              {"Thấy giấy tờ của đơn vị này và cấp dưới; * là tất cả (mặc định: đơn vị chủ quản)",
               "Sees papers of this unit and those below it; * for all (default: its own)"});
  verb.option("--certificate", options->certificate,
              {"Dấu SHA-256 (base64url) của chứng thư mà mã truy cập phải đi kèm",
               "SHA-256 (base64url) of the certificate that its tokens are bound to"});
  verb.option("--per-minute", options->per_minute,
              {"Số yêu cầu mỗi phút (mặc định 600)", "Requests a minute (default 600)"})
      .between(1, 1000000);
  verb.example("sohoa client add mot-cua --role read --sees '*'");
  verb.runs([options](Context& context) { return add(*options, context); });
}

template <class Run>
void addOne(const Verb& group, const char* name, Help help, Run run) {
  auto id = std::make_shared<std::string>();
  const auto verb = group.verb(name, help);
  verb.option("ID", *id, {"Mã của hệ thống kết nối", "Id of the client"}).required();
  verb.runs([id, run](Context& context) { return run(*id, context); });
}

}  // namespace

void addClient(const Verb& line) {
  const auto group = line.verb("client", {"Hệ thống kết nối được dùng giao diện HTTP",
                                          "Programs that may use the HTTP API"});
  group.needsVerb();
  addAdd(group);
  const auto verb = group.verb("list", {"Liệt kê", "List them"});
  verb.runs([](Context& context) { return list(context); });
  addOne(group, "renew",
         {"Cấp khoá bí mật mới, bí mật cũ hết dùng", "A new secret in place of the old"}, renew);
  addOne(group, "disable", {"Khoá ngay, kể cả mã truy cập còn hạn", "Shut it out at once"},
         [](const std::string& id, Context& context) { return setDisabled(id, true, context); });
  addOne(group, "enable", {"Mở lại", "Let it in again"},
         [](const std::string& id, Context& context) { return setDisabled(id, false, context); });
}

}  // namespace sohoa::cli
