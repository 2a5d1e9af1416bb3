#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verb.h"
#include "core/random.h"
#include "core/text.h"
#include "pipeline/accounts.h"

namespace sohoa::cli {
namespace {

using nlohmann::json;
using pipeline::Manager;

constexpr std::size_t kLeastPassword = 12;  // characters

constexpr core::ErrorCode kBadLogin{
    "cli.bad_login", core::Retry::kNever,
    "Tên đăng nhập gồm 1–64 chữ thường không dấu, chữ số, '.', '-', '_'; hãy chọn tên khác.",
    "A login has 1 to 64 of a-z, 0-9, '.', '-', '_'; choose another."};
constexpr core::ErrorCode kShortPassword{
    "cli.short_password", core::Retry::kNever,
    "Mật khẩu trên đầu vào cần ít nhất 12 ký tự; hãy chọn mật khẩu dài hơn.",
    "The password on the standard input needs at least 12 characters; choose a longer one."};

struct Options {
  std::string login;
  std::string name;
  std::string unit;
  std::string sees;
  std::vector<std::string> roles;
  std::string subject;
  bool password_stdin = false;
  bool keep_password = false;
  bool remove = false;
};

json operatorJson(const core::Operator& person) {
  json roles = json::array();
  for (const auto role : person.roles) roles.push_back(core::slug(role));
  return {{"id", person.id},
          {"login", person.login},
          {"name", person.name},
          {"unit", person.unit},
          {"sees", person.sees},
          {"roles", std::move(roles)},
          {"subject", person.subject},
          {"second_factor", !person.totp.empty()},
          {"must_change_password", person.must_change},
          {"disabled", person.disabled},
          {"created", core::formatIso8601(person.created)}};
}

pipeline::Accounts accountsOf(Context& context) {
  return {context.parts.operators(), context.parts.accessBook(), context.clock};
}

core::Roles rolesOf(const std::vector<std::string>& words) {
  core::Roles roles;
  for (const auto& word : words) {
    if (const auto role = core::role(word)) roles.insert(*role);
  }
  return roles;
}

core::Operator held(const std::string& login, Context& context) {
  auto person = context.parts.operators().operatorByLogin(core::toLower(login));
  if (!person) throw core::Error(core::kNoSuchOperator, {.detail = login});
  return *std::move(person);
}

std::string checkedLogin(const std::string& typed) {
  const auto login = core::toLower(typed);
  const bool plain = std::all_of(login.begin(), login.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
  if (login.empty() || login.size() > 64 || !plain) throw core::Error(kBadLogin, {});
  return login;
}

// A password for this person: the first line of standard input, or a new one, which is returned to
// be told.
std::string givePassword(const Options& options, core::Operator& person, Context& context) {
  std::string password;
  if (options.password_stdin) {
    std::getline(std::cin, password);
    password = core::toNfc(password.substr(0, password.find('\r')));
    if (core::codePoints(password).size() < kLeastPassword) throw core::Error(kShortPassword, {});
  } else {
    password = context.parts.newPassword();
  }
  person.password = context.parts.hashPassword(password);
  person.must_change = !options.keep_password;
  return options.password_stdin ? std::string() : password;
}

// The one time that the password is seen.
void tellPassword(const core::Operator& person, const std::string& password, Context& context) {
  auto& terminal = context.terminal;
  if (context.json) {
    auto out = operatorJson(person);
    if (!password.empty()) out["password"] = password;
    terminal.print(out);
    return;
  }
  if (password.empty()) return;
  terminal.print(terminal.format("tên đăng nhập  {}\nmật khẩu       {}",
                                 "login     {}\npassword  {}", person.login, password));
  terminal.say(std::string(terminal.pick(
      "Hãy trao mật khẩu này tận tay; nó không hiện lại và phải đổi ở lần đăng nhập đầu.",
      "Hand the password over in person; it is not shown again and must be changed at first "
      "login.")));
}

int add(const Options& options, Context& context) {
  context.home.require();
  core::Operator person;
  person.id = std::string(core::kOperatorIds) + core::randomHex(8);
  person.login = checkedLogin(options.login);
  person.name = options.name.empty() ? person.login : core::toNfc(options.name);
  person.unit = options.unit.empty() ? context.settings.unit.id : options.unit;
  person.sees = options.sees.empty() ? person.unit : options.sees;
  person.roles = rolesOf(options.roles);
  person.subject = options.subject;
  person.created = context.clock.now();
  const auto password = givePassword(options, person, context);
  accountsOf(context).add(Manager::atTheMachine(), person);
  tellPassword(person, password, context);
  return kDone;
}

int password(const Options& options, Context& context) {
  context.home.require();
  auto person = held(options.login, context);
  const auto password = givePassword(options, person, context);
  person = accountsOf(context).setPassword(Manager::atTheMachine(), person.id, person.password,
                                           !person.must_change);
  tellPassword(person, password, context);
  return kDone;
}

int totp(const Options& options, Context& context) {
  context.home.require();
  auto person = held(options.login, context);
  auto& terminal = context.terminal;
  Parts::NewSecondFactor factor;
  if (!options.remove) factor = context.parts.newSecondFactor(person.login);
  person = accountsOf(context).setSecondFactor(Manager::atTheMachine(), person.id, factor.secret,
                                               factor.kept);
  auto out = operatorJson(person);
  if (!options.remove) {
    out["otpauth"] = factor.uri;
    out["recovery_codes"] = factor.codes;
  }
  if (context.json) {
    terminal.print(out);
  } else if (!options.remove) {
    terminal.print(factor.uri);
    for (const auto& code : factor.codes) terminal.print(code);
    terminal.say(std::string(terminal.pick(
        "Nhập địa chỉ otpauth vào ứng dụng xác thực; mỗi mã dự phòng dùng được một lần. Không hiện "
        "lại lần nào nữa.",
        "Put the otpauth address into an authenticator; each recovery code is good once. They are "
        "not shown again.")));
  }
  return kDone;
}

int change(const Options& options, const pipeline::AccountChange& change, Context& context) {
  context.home.require();
  const auto person =
      accountsOf(context).change(Manager::atTheMachine(), held(options.login, context).id, change);
  if (context.json) context.terminal.print(operatorJson(person));
  return kDone;
}

int setDisabled(const Options& options, bool disabled, Context& context) {
  return change(options, {.disabled = disabled}, context);
}

int identity(const Options& options, Context& context) {
  return change(options, {.subject = options.subject}, context);
}

int changeRights(const Options& options, Context& context) {
  pipeline::AccountChange wanted;
  if (!options.name.empty()) wanted.name = core::toNfc(options.name);
  if (!options.unit.empty()) wanted.unit = options.unit;
  if (!options.sees.empty()) wanted.sees = options.sees;
  if (!options.roles.empty()) wanted.roles = rolesOf(options.roles);
  return change(options, wanted, context);
}

int list(Context& context) {
  context.home.require();
  auto& terminal = context.terminal;
  json all = json::array();
  for (const auto& person : context.parts.operators().operators()) {
    all.push_back(operatorJson(person));
    if (context.json) continue;
    terminal.print(core::printable(terminal.format(
        "{:20} {:19} {:12} thấy {:12} {:24} {}", "{:20} {:19} {:12} sees {:12} {:24} {}",
        person.login, person.id, person.unit, person.sees, joined(person.roles),
        person.disabled ? terminal.pick("ĐÃ KHOÁ", "DISABLED") : person.name)));
  }
  if (context.json) terminal.print(json{{"operators", std::move(all)}});
  return kDone;
}

void addPasswordFlags(const Verb& verb, Options& options) {
  verb.flag("--password-stdin", options.password_stdin,
            {"Mật khẩu là dòng đầu của đầu vào chuẩn (mặc định: tạo mới, hiện một lần)",
             "The password is the first line of standard input (default: made, shown once)"});
  verb.flag("--keep-password", options.keep_password,
            {"Không bắt đổi ở lần đăng nhập đầu", "It need not be changed at first login"});
}

Option addRole(const Verb& verb, Options& options) {
  return verb
      .option("--role", options.roles, {"Vai trò; lặp lại được", "A role; may be given many times"})
      .oneOf({"scan", "review", "certify", "archive", "read", "audit", "admin"})
      .repeatable();
}

void addChange(const Verb& group) {
  auto options = std::make_shared<Options>();
  const auto verb = group.verb(
      "change", {"Đổi họ tên, vai trò hoặc đơn vị", "Change a name, roles or an office"});
  verb.option("LOGIN", options->login, {"Tên đăng nhập", "The login"}).required();
  addRole(verb, *options);
  verb.option("--name", options->name, {"Họ tên", "The person's name"});
  verb.option("--of-unit", options->unit, {"Đơn vị công tác", "The office it belongs to"});
  verb.option("--sees", options->sees,
              {"Thấy giấy tờ của đơn vị này và cấp dưới; * là tất cả",
               "Sees papers of this unit and those below it; * for all"});
  verb.example("sohoa operator change thu.ha --role scan --role certify --of-unit p-ben-nghe");
  verb.runs([options](Context& context) { return changeRights(*options, context); });
}

void addAdd(const Verb& group) {
  auto options = std::make_shared<Options>();
  const auto verb = group.verb("add", {"Thêm một cán bộ", "Add an operator"});
  verb.option("LOGIN", options->login, {"Tên đăng nhập, chữ không dấu", "The login"}).required();
  addRole(verb, *options).required();
  verb.option("--name", options->name, {"Họ tên", "The person's name"});
  verb.option("--of-unit", options->unit,
              {"Đơn vị công tác (mặc định: đơn vị của kho này)",
               "The office it belongs to (default: the one of this home)"});
  verb.option("--sees", options->sees,
              {"Thấy giấy tờ của đơn vị này và cấp dưới; * là tất cả (mặc định: đơn vị công tác)",
               "Sees papers of this unit and those below it; * for all (default: its own)"});
  verb.option("--identity", options->subject,
              {"Danh tính ở nhà cung cấp đăng nhập một lần ([server.oidc])",
               "How the identity provider of [server.oidc] names the person"});
  addPasswordFlags(verb, *options);
  verb.example("sohoa operator add thu.ha --role scan --role review --name 'Lê Thu Hà'");
  verb.runs([options](Context& context) { return add(*options, context); });
}

template <class Run>
Verb addOne(const Verb& group, const char* name, Help help, const std::shared_ptr<Options>& options,
            Run run) {
  const auto verb = group.verb(name, help);
  verb.option("LOGIN", options->login, {"Tên đăng nhập", "The login"}).required();
  verb.example(std::string("sohoa operator ") + name + " thu.ha");
  verb.runs([options, run](Context& context) { return run(*options, context); });
  return verb;
}

}  // namespace

void addOperator(const Verb& line) {
  const auto group = line.verb(
      "operator", {"Cán bộ đăng nhập bằng trình duyệt", "People who log in with a browser"});
  group.needsVerb();
  addAdd(group);
  addChange(group);
  const auto verb = group.verb("list", {"Liệt kê", "List them"});
  verb.example("sohoa operator list");
  verb.runs([](Context& context) { return list(context); });

  auto renewed = std::make_shared<Options>();
  addPasswordFlags(
      addOne(group, "password",
             {"Đặt mật khẩu mới, mọi phiên hết hạn", "Sets a new password and ends all sessions"},
             renewed, password),
      *renewed);
  auto factor = std::make_shared<Options>();
  addOne(group, "totp",
         {"Cấp mã xác thực theo thời gian và mã dự phòng, thay cái cũ",
          "Gives a second factor and recovery codes in place of the old"},
         factor, totp)
      .flag("--remove", factor->remove, {"Bỏ mã xác thực", "Takes the second factor away"});
  auto named = std::make_shared<Options>();
  addOne(group, "identity",
         {"Đặt danh tính ở nhà cung cấp đăng nhập một lần; bỏ trống là bỏ",
          "Sets how the identity provider names the person; empty takes it away"},
         named, identity)
      .option("SUBJECT", named->subject, {"Danh tính", "The name there"});
  addOne(group, "disable", {"Khoá ngay và kết thúc mọi phiên", "Shuts it out at once"},
         std::make_shared<Options>(), [](const Options& options, Context& context) {
           return setDisabled(options, true, context);
         });
  addOne(group, "enable", {"Mở lại", "Lets it in again"}, std::make_shared<Options>(),
         [](const Options& options, Context& context) {
           return setDisabled(options, false, context);
         });
}

}  // namespace sohoa::cli
