#include "metadata/codes.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/text.h"
#include "metadata/citizen_id.h"
#include "metadata/dates.h"

namespace sohoa::metadata {
namespace {

bool isFigure(char c) { return c >= '0' && c <= '9'; }

bool areFigures(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), isFigure);
}

std::vector<std::string_view> parts(std::string_view text, char divider) {
  std::vector<std::string_view> out;
  while (true) {
    const auto end = std::min(text.find(divider), text.size());
    out.push_back(text.substr(0, end));
    if (end == text.size()) return out;
    text.remove_prefix(end + 1);
  }
}

// "H29", "G09": one capital and two figures.
bool isTopAgency(std::string_view text) {
  return text.size() == 3 && text[0] >= 'A' && text[0] <= 'Z' && areFigures(text.substr(1));
}

bool isDossierAgency(std::string_view text) {
  const auto levels = parts(text, '.');
  if (levels.size() > 4) return false;
  const bool upwards = levels.size() == 4 && isTopAgency(levels.back());
  if (!upwards && !isTopAgency(levels.front())) return false;
  const auto first = levels.begin() + (upwards ? 0 : 1);
  const auto last = levels.end() - (upwards ? 1 : 0);
  return std::all_of(first, last, [](std::string_view level) {
    return areFigures(level) && level.size() >= 2 && level.size() <= 3;
  });
}

}  // namespace

bool isOldId(std::string_view text) {
  if (text.size() != 9 || !areFigures(text)) return false;
  const int province = std::stoi(std::string(text.substr(0, 2)));
  return province >= 1 && province <= 38;
}

bool isTaxCode(std::string_view text) {
  if (text.size() == 12 && areFigures(text)) {
    const auto id = parseCitizenId(text);
    return id && id->known_place;
  }
  static constexpr std::array kWeights{31, 29, 23, 19, 17, 13, 7, 5, 3};
  if (text.size() != 10) {
    if (text.size() < 13 || text.size() > 14) return false;
    std::string_view branch = text.substr(10);
    if (branch.size() == 4 && branch.front() == '-') branch.remove_prefix(1);
    if (branch.size() != 3 || !areFigures(branch) || branch == "000") return false;
    text = text.substr(0, 10);
  }
  if (!areFigures(text)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (text[i] - '0') * kWeights[i];
  return 10 - sum % 11 == text[9] - '0';
}

std::optional<DossierCode> parseDossierCode(std::string_view text) {
  const auto three = parts(text, '-');
  if (three.size() != 3 || three[1].size() != 6 || !areFigures(three[1])) return std::nullopt;
  if (!isDossierAgency(three[0])) return std::nullopt;
  if (!areFigures(three[2]) || three[2].size() < 4 || three[2].size() > 8) return std::nullopt;
  const auto number = [&](std::size_t at) {
    return std::stoi(std::string(three[1].substr(at, 2)));
  };
  const auto day = isoDate(number(4), number(2), 2000 + number(0));
  if (!day) return std::nullopt;
  return DossierCode{std::string(three[0]), *day, std::string(three[2])};
}

bool passes(CodeCheck check, std::string_view code) {
  switch (check) {
    case CodeCheck::kNone:
      return true;
    case CodeCheck::kCitizenId: {
      const auto id = parseCitizenId(code);
      return id && id->known_place;
    }
    case CodeCheck::kOldId:
      return isOldId(code);
    case CodeCheck::kTaxCode:
      return isTaxCode(code);
    case CodeCheck::kDossier:
      return parseDossierCode(code).has_value();
  }
  return false;
}

std::optional<std::string> withFigures(CodeCheck check, std::string_view text) {
  if (check == CodeCheck::kNone || text.size() > 64) return std::nullopt;
  const auto signs = core::codePoints(text);
  std::size_t read = 0;
  std::string out;
  for (std::size_t i = 0; i < signs.size(); ++i) {
    const char32_t c = signs[i];
    const bool between = c == U'.' || c == U'-';
    // The only letter of the grammar opens the name of the top agency, first or last.
    const bool last_level = i > 0 && signs[i - 1] == U'.' && i + 3 < signs.size() &&
                            signs[i + 3] == U'-' && signs[0] <= U'9';
    const bool letter_place =
        check == CodeCheck::kDossier && c >= U'A' && c <= U'Z' && (i == 0 || last_level);
    const char figure = figureOf(c);
    if (c >= U'0' && c <= U'9') ++read;
    if (!between && !letter_place && figure == 0) return std::nullopt;
    out += between || letter_place ? static_cast<char>(c) : figure;
  }
  if (read * 2 < signs.size() || !passes(check, out)) return std::nullopt;
  return out;
}

}  // namespace sohoa::metadata
