#include "config/appearances.h"

#include <algorithm>
#include <set>

#include "config/toml_section.h"
#include "core/error.h"
#include "core/text.h"

namespace sohoa::config {
namespace {

namespace fs = std::filesystem;
using core::AppearancePolicy;

bool isDate(const std::string& text) {
  if (text.size() != 10) return false;
  try {
    return core::formatIso8601(core::parseIso8601(text + "T00:00:00+07:00")).substr(0, 10) == text;
  } catch (const core::Error&) {
    return false;
  }
}

void readText(Section& s, core::SignatureText& text) {
  s.texts("lines", text.lines);
  for (auto& line : text.lines) line = core::toNfc(line);
  std::string align = text.align_right ? "right" : "left";
  s.text("align", align);
  if (align != "left" && align != "right") s.fail(*s.take("align"), "align", "left or right");
  text.align_right = align == "right";
  s.number("size", text.size, 6, 24);
  s.number("left", text.left, 0, 1);
  s.number("width", text.width, 0.05, 1);
}

// Shares of the page's width that one thing in the band takes.
struct Stretch {
  double left = 0;
  double right = 0;
};

[[noreturn]] void refuse(const fs::path& file, const std::string& detail) {
  throw core::Error(core::kBadSettings, {.file = file.string(), .detail = detail});
}

void requireApart(const fs::path& file, const AppearancePolicy& policy) {
  constexpr double kA4Width = 595.28;  // points
  std::vector<Stretch> all{{policy.person.left, policy.person.left + policy.person.width},
                           {policy.agency.left, policy.agency.left + policy.agency.width}};
  if (policy.code_side > 0) {
    all.push_back({policy.code_left, policy.code_left + policy.code_side / kA4Width});
  }
  std::sort(all.begin(), all.end(),
            [](const Stretch& a, const Stretch& b) { return a.left < b.left; });
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].right > 1) refuse(file, "a field reaches beyond the page");
    if (i > 0 && all[i].left < all[i - 1].right) refuse(file, "two fields overlap");
  }
  if (policy.code_side > policy.band_height) refuse(file, "code.side is higher than the band");
}

AppearancePolicy read(const fs::path& file) {
  const auto table = parseToml(file);
  Section root(table, "", file.string());
  AppearancePolicy policy;
  policy.id.clear();
  policy.valid_from.clear();
  std::string product;
  std::string basis;  // for people
  root.text("id", policy.id);
  root.text("product", product);
  root.text("valid_from", policy.valid_from);
  root.text("basis", basis);
  root.text("copy_form", policy.copy_form);
  root.number("band_height", policy.band_height, 20, 200);
  root.section("code", [&](Section& s) {
    s.number("side", policy.code_side, 30, 190);
    s.number("left", policy.code_left, 0, 1);
  });
  root.section("person", [&](Section& s) { readText(s, policy.person); });
  root.section("agency", [&](Section& s) { readText(s, policy.agency); });
  root.finish();
  if (policy.id.empty()) refuse(file, "id is missing");
  if (!isDate(policy.valid_from)) refuse(file, "valid_from must be a date, YYYY-MM-DD");
  if (product != slug(core::Product::kDigitised) && product != slug(core::Product::kCertified)) {
    refuse(file, "product must be digitised or certified");
  }
  if (product == slug(core::Product::kCertified)) policy.product = core::Product::kCertified;
  requireApart(file, policy);
  return policy;
}

}  // namespace

std::vector<AppearancePolicy> loadAppearances(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  if (code) refuse(folder, code.message());
  std::sort(files.begin(), files.end());
  std::vector<AppearancePolicy> policies;
  std::set<std::string> ids;
  std::set<std::pair<core::Product, std::string>> days;
  for (const auto& file : files) {
    policies.push_back(read(file));
    const auto& last = policies.back();
    if (!ids.insert(last.id).second) refuse(file, "another policy has the id " + last.id);
    if (!days.emplace(last.product, last.valid_from).second) {
      refuse(file, "another policy of this product begins on " + last.valid_from);
    }
  }
  for (const auto product : {core::Product::kDigitised, core::Product::kCertified}) {
    if (std::none_of(policies.begin(), policies.end(),
                     [&](const auto& policy) { return policy.product == product; })) {
      refuse(folder, "no policy for the product " + std::string(slug(product)));
    }
  }
  return policies;
}

}  // namespace sohoa::config
