#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
class Option;
}  // namespace CLI

namespace sohoa::cli {

inline constexpr std::string_view kOptionsInVietnamese = "Tuỳ chọn";

// A help text in both languages.
struct Help {
  std::string_view vi;
  std::string_view en;
};

// An option just added, to be narrowed down.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  Option& required();
  Option& oneOf(std::initializer_list<const char*> values);
  Option& between(int least, int most);
  Option& between(double least, double most);
  // Takes one value each time it is given, and may be given many times.
  Option& repeatable();

 private:
  CLI::Option* option_;
};

// One verb of the command line with its options. The parser's headers are seen by verb.cc and
// main.cc alone: they cost more than a verb does. Copies name the same verb.
class Verb {
 public:
  // Parsing the verb sets `chosen`, which must outlive the parse.
  Verb(CLI::App& app, core::Language language, Command& chosen)
      : app_(&app), language_(language), chosen_(&chosen) {}

  [[nodiscard]] Verb verb(const char* name, Help help) const;

  // `into` must outlive the parse and keeps its value when the option is absent. T is std::string,
  // std::filesystem::path, int, double, core::Id, or a vector of texts, paths or ids. A `name`
  // without dashes is positional.
  template <class T>
  Option option(const char* name, T& into, Help help) const;
  // `take` is called with the word when the option is given.
  Option wordOption(const char* name, const std::function<void(const std::string&)>& take,
                    Help help) const;
  void flag(const char* name, bool& into, Help help) const;
  // A command line for people to copy.
  void example(std::string_view line) const;
  void needsVerb() const;
  // Left out of the help: for this program's own use.
  void hidden() const;

  // What the verb does when none of its own verbs is named; called after the parse. When `complete`
  // is given and false, `missing` is named in a usage error instead.
  void runs(Command command) const;
  void runs(Command command, std::function<bool()> complete, std::string missing) const;

 private:
  CLI::App* app_;
  core::Language language_;
  Command* chosen_;
};

// Each adds one verb to the command line.
void addInit(const Verb& line);
void addBatch(const Verb& line);
void addWatch(const Verb& line);
void addScan(const Verb& line);
void addScanChild(const Verb& line);
void addReadChild(const Verb& line);
void addServe(const Verb& line);
void addClient(const Verb& line);
void addOperator(const Verb& line);
void addSettings(const Verb& line);
void addKeys(const Verb& line);
void addWorker(const Verb& line);
void addOcr(const Verb& line);
void addSeparators(const Verb& line);
void addExtract(const Verb& line);
void addProfiles(const Verb& line);
void addAssemble(const Verb& line);
void addSign(const Verb& line);
void addAugment(const Verb& line);
void addVerify(const Verb& line);
void addSearch(const Verb& line);
void addFetch(const Verb& line);
void addStatus(const Verb& line);
void addHold(const Verb& line);  // pause, resume, cancel
void addQuarantine(const Verb& line);
void addCertify(const Verb& line);
void addRegister(const Verb& line);
void addBalance(const Verb& line);
void addExport(const Verb& line);
void addImport(const Verb& line);
void addReport(const Verb& line);
void addBackup(const Verb& line);
void addRestore(const Verb& line);
void addRestored(const Verb& line);
void addDoctor(const Verb& line);
void addRetention(const Verb& line);
void addScrub(const Verb& line);
void addDeliver(const Verb& line);
void addMigrate(const Verb& line);

}  // namespace sohoa::cli
