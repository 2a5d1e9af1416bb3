#include "cli/verb.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <utility>
#include <vector>

namespace sohoa::cli {

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::oneOf(std::initializer_list<const char*> values) {
  option_->check(CLI::IsMember(std::vector<std::string>(values.begin(), values.end())));
  return *this;
}

Option& Option::between(int least, int most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Option& Option::between(double least, double most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Option& Option::repeatable() {
  option_->allow_extra_args(false)->expected(1)->multi_option_policy(
      CLI::MultiOptionPolicy::TakeAll);
  return *this;
}

Verb Verb::verb(const char* name, Help help) const {
  auto* sub = app_->add_subcommand(name, std::string(core::pick(language_, help.vi, help.en)));
  sub->fallthrough();
  if (language_ == core::Language::kVietnamese) {
    sub->group("Lệnh");
    sub->get_help_ptr()->group(std::string(kOptionsInVietnamese));
  }
  return {*sub, language_, *chosen_};
}

template <class T>
Option Verb::option(const char* name, T& into, Help help) const {
  return Option(app_->add_option(name, into, std::string(core::pick(language_, help.vi, help.en))));
}

template Option Verb::option(const char*, std::string&, Help) const;
template Option Verb::option(const char*, std::filesystem::path&, Help) const;
template Option Verb::option(const char*, int&, Help) const;
template Option Verb::option(const char*, double&, Help) const;
template Option Verb::option(const char*, core::Id&, Help) const;
template Option Verb::option(const char*, std::vector<std::string>&, Help) const;
template Option Verb::option(const char*, std::vector<std::filesystem::path>&, Help) const;
template Option Verb::option(const char*, std::vector<core::Id>&, Help) const;

Option Verb::wordOption(const char* name, const std::function<void(const std::string&)>& take,
                        Help help) const {
  return Option(app_->add_option_function<std::string>(
      name, take, std::string(core::pick(language_, help.vi, help.en))));
}

void Verb::flag(const char* name, bool& into, Help help) const {
  app_->add_flag(name, into, std::string(core::pick(language_, help.vi, help.en)));
}

void Verb::example(std::string_view line) const {
  app_->footer(std::string(core::pick(language_, "Ví dụ: ", "Example: ")).append(line));
}

void Verb::needsVerb() const { app_->require_subcommand(1); }

void Verb::hidden() const { app_->group(""); }

void Verb::runs(Command command) const {
  app_->callback([app = app_, chosen = chosen_, command = std::move(command)] {
    if (app->get_subcommands().empty()) *chosen = command;
  });
}

void Verb::runs(Command command, std::function<bool()> complete, std::string missing) const {
  app_->callback([app = app_, chosen = chosen_, command = std::move(command),
                  complete = std::move(complete), missing = std::move(missing)] {
    if (!app->get_subcommands().empty()) return;
    if (!complete()) throw CLI::RequiredError(missing);
    *chosen = command;
  });
}

}  // namespace sohoa::cli
