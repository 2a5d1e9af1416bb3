#include "config/settings.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <sstream>

#include "core/error.h"
#include "core/file.h"

namespace sohoa::config {
namespace {

using core::Error;
using core::kBadSettings;

// Walks one table; every key must be taken by somebody.
class Section {
 public:
  Section(const toml::table& table, std::string name, std::string file)
      : table_(table), name_(std::move(name)), file_(std::move(file)) {}

  void text(std::string_view key, std::string& into) {
    if (const auto* node = take(key)) into = value<std::string>(*node, key, "a string");
  }
  void flag(std::string_view key, bool& into) {
    if (const auto* node = take(key)) into = value<bool>(*node, key, "true or false");
  }
  template <class Number>
  void number(std::string_view key, Number& into, double least, double most) {
    const auto* node = take(key);
    if (node == nullptr) return;
    const auto read = value<double>(*node, key, "a number");
    if (!(read >= least && read <= most)) {
      std::ostringstream range;
      range << "a number from " << least << " to " << most;
      fail(*node, key, range.str());
    }
    into = static_cast<Number>(read);
  }
  void seconds(std::string_view key, std::chrono::seconds& into, double most) {
    auto count = into.count();
    number(key, count, 1, most);
    into = std::chrono::seconds(count);
  }
  void path(std::string_view key, const std::filesystem::path& home, std::filesystem::path& into) {
    if (const auto* node = take(key)) {
      into = resolve(home, value<std::string>(*node, key, "a path"));
    }
  }
  void paths(std::string_view key, const std::filesystem::path& home,
             std::vector<std::filesystem::path>& into) {
    each(key, [&](const std::string& item) { into.push_back(resolve(home, item)); });
  }
  void texts(std::string_view key, std::vector<std::string>& into) {
    each(key, [&](const std::string& item) { into.push_back(item); });
  }
  template <class Visit>
  void section(std::string_view key, Visit visit) {
    const auto* node = take(key);
    if (node == nullptr) return;
    if (!node->is_table()) fail(*node, key, "a table");
    Section inner(*node->as_table(), full(key), file_);
    visit(inner);
    inner.finish();
  }
  [[noreturn]] void fail(const toml::node& node, std::string_view key,
                         const std::string& wanted) const {
    throw Error(kBadSettings, {.file = file_,
                               .detail = "line " + std::to_string(node.source().begin.line) + ": " +
                                         full(key) + " must be " + wanted});
  }
  [[nodiscard]] const toml::node* take(std::string_view key) {
    taken_.emplace_back(key);
    return table_.get(key);
  }
  void finish() const {
    for (const auto& [key, node] : table_) {
      if (std::find(taken_.begin(), taken_.end(), key.str()) == taken_.end()) {
        throw Error(kBadSettings, {.file = file_,
                                   .detail = "line " + std::to_string(node.source().begin.line) +
                                             ": unknown key " + full(key.str())});
      }
    }
  }

 private:
  [[nodiscard]] std::string full(std::string_view key) const {
    return name_.empty() ? std::string(key) : name_ + "." + std::string(key);
  }
  template <class Value>
  Value value(const toml::node& node, std::string_view key, const std::string& wanted) const {
    const auto read = node.value<Value>();
    if (!read) fail(node, key, wanted);
    return *read;
  }
  template <class Visit>
  void each(std::string_view key, Visit visit) {
    const auto* node = take(key);
    if (node == nullptr) return;
    if (!node->is_array()) fail(*node, key, "a list of strings");
    for (const auto& item : *node->as_array()) {
      visit(value<std::string>(item, key, "a list of strings"));
    }
  }
  static std::filesystem::path resolve(const std::filesystem::path& home, const std::string& text) {
    if (text.empty()) return {};
    const std::filesystem::path path(text);
    return path.is_absolute() ? path : home / path;
  }

  const toml::table& table_;
  std::string name_;
  std::string file_;
  std::vector<std::string> taken_;
};

void readSigner(Section& s, const std::filesystem::path& home, SignerSettings& signer) {
  s.path("key", home, signer.key);
  s.path("certificate", home, signer.certificate);
  s.path("passphrase_file", home, signer.passphrase_file);
  s.path("module", home, signer.module);
  s.text("token", signer.token);
  s.text("label", signer.label);
  s.text("service", signer.service);
  s.text("unit", signer.unit);
  s.text("credential", signer.credential);
  s.path("access_token_file", home, signer.access_token_file);
  s.text("algorithm", signer.algorithm);
  static constexpr std::array kAlgorithms{"auto", "rsa-pss", "rsa-pkcs1", "ecdsa"};
  if (std::find(kAlgorithms.begin(), kAlgorithms.end(), signer.algorithm) == kAlgorithms.end()) {
    s.fail(*s.take("algorithm"), "algorithm", "auto, rsa-pss, rsa-pkcs1 or ecdsa");
  }
}

void readSigning(Section& s, const std::filesystem::path& home, SigningSettings& signing) {
  s.section("operator", [&](Section& t) { readSigner(t, home, signing.op); });
  s.section("certifier", [&](Section& t) { readSigner(t, home, signing.certifier); });
  s.section("agency", [&](Section& t) { readSigner(t, home, signing.agency); });
  std::string level(core::slug(signing.level));
  s.text("level", level);
  static constexpr std::array kLevels{"B-B", "B-T", "B-LT", "B-LTA"};
  if (std::find(kLevels.begin(), kLevels.end(), level) == kLevels.end()) {
    s.fail(*s.take("level"), "level", "B-B, B-T, B-LT or B-LTA");
  }
  signing.level = core::padesLevel(level);
  s.text("copy_form", signing.copy_form);
  s.flag("release_only_passed", signing.release_only_passed);
  s.section("timestamp", [&](Section& t) {
    t.texts("urls", signing.timestamp_urls);
    t.path("local_key", home, signing.timestamp_key);
    t.path("local_passphrase_file", home, signing.timestamp_passphrase_file);
  });
  s.section("revocation", [&](Section& t) {
    t.path("local_pki", home, signing.local_pki);
    t.flag("check_before_signing", signing.check_revocation);
  });
}

}  // namespace

Settings loadSettings(const std::filesystem::path& file, const std::filesystem::path& home) {
  toml::table table;
  try {
    table = toml::parse(core::readText(file), file.string());
  } catch (const toml::parse_error& error) {
    throw Error(kBadSettings, {.file = file.string(),
                               .detail = "line " + std::to_string(error.source().begin.line) +
                                         ": " + std::string(error.description())});
  }
  Settings settings;
  Section root(table, "", file.string());
  root.section("unit", [&](Section& s) {
    s.text("id", settings.unit.id);
    s.text("name", settings.unit.name);
  });
  root.section("scan", [&](Section& s) {
    s.number("default_dpi", settings.scan.default_dpi, 50, 2400);
    s.number("max_megapixels", settings.scan.max_megapixels, 1, 1000);
    s.number("max_pages", settings.scan.max_pages, 1, 1000000);
  });
  root.section("ocr", [&](Section& s) {
    s.text("language", settings.ocr.language);
    s.path("tessdata", home, settings.ocr.tessdata);
    s.seconds("page_timeout_s", settings.ocr.page_timeout, 3600);
  });
  root.section("metadata",
               [&](Section& s) { s.path("profiles", home, settings.metadata.profiles); });
  root.section("work", [&](Section& s) {
    s.number("workers", settings.work.workers, 0, 512);
    s.number("worker_memory_mb", settings.work.worker_memory_mb, 512, 1 << 20);
    s.seconds("stage_timeout_s", settings.work.stage_timeout, 86400);
  });
  root.section("copy", [&](Section& s) { s.path("font", home, settings.copy.font); });
  root.section("signing", [&](Section& s) { readSigning(s, home, settings.signing); });
  root.section("trust", [&](Section& s) {
    s.paths("anchors", home, settings.trust.anchors);
    s.paths("intermediates", home, settings.trust.intermediates);
    s.paths("crls", home, settings.trust.crls);
  });
  root.section("secrets", [&](Section& s) {
    s.path("officer_certificate", home, settings.secrets.officer_certificate);
  });
  root.finish();
  return settings;
}

}  // namespace sohoa::config
