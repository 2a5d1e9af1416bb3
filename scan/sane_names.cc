#include "scan/sane_names.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "core/text.h"

namespace sohoa::scan {
namespace {

using Word = std::string;
using Fits = std::function<bool(const Word&)>;

bool has(const Word& word, std::string_view part) { return word.find(part) != Word::npos; }

// The first offered word that fits the first rule that fits any.
std::optional<std::string> firstFit(const std::vector<std::string>& offered,
                                    const std::vector<Fits>& rules) {
  for (const auto& rule : rules) {
    for (const auto& word : offered) {
      if (rule(core::toLower(word))) return word;
    }
  }
  return std::nullopt;
}

Fits is(std::string_view exactly) {
  return [exactly](const Word& word) { return word == exactly; };
}

bool bothSides(const Word& word) {
  return has(word, "duplex") || has(word, "both") || has(word, "two-sided") || has(word, "2-sided");
}

bool feeder(const Word& word) {
  return has(word, "adf") || has(word, "feeder") || has(word, "sheetfed") || has(word, "tray");
}

}  // namespace

std::optional<std::string> sourceNamed(const std::vector<std::string>& offered,
                                       core::PaperSource wanted) {
  switch (wanted) {
    case core::PaperSource::kFeeder:
      return firstFit(
          offered, {is("adf"), is("automatic document feeder"), is("adf front"), is("adf simplex"),
                    [](const Word& word) {
                      return feeder(word) && !bothSides(word) && !has(word, "back") &&
                             !has(word, "flatbed");
                    },
                    [](const Word& word) { return has(word, "simplex") || has(word, "front"); }});
    case core::PaperSource::kDuplex:
      return firstFit(offered, {is("adf duplex"), is("duplex"), bothSides});
    case core::PaperSource::kFlatbed:
      return firstFit(offered, {is("flatbed"), is("fb"), [](const Word& word) {
                                  return has(word, "flatbed") || has(word, "platen") ||
                                         has(word, "glass") || has(word, "document table") ||
                                         word == "normal";
                                }});
  }
  return std::nullopt;
}

std::optional<std::string> modeNamed(const std::vector<std::string>& offered,
                                     core::ScanColour wanted) {
  switch (wanted) {
    case core::ScanColour::kColour:
      return firstFit(offered,
                      {is("color"), is("colour"), is("24bit color"), is("24-bit color"),
                       [](const Word& word) { return has(word, "color") || has(word, "colour"); }});
    case core::ScanColour::kGrey:
      return firstFit(offered,
                      {is("gray"), is("grey"), is("grayscale"), is("true gray"),
                       [](const Word& word) { return has(word, "gray") || has(word, "grey"); }});
    case core::ScanColour::kBilevel:
      return firstFit(offered, {is("lineart"), is("black & white"), is("black and white"),
                                is("binary"), is("monochrome"), [](const Word& word) {
                                  return has(word, "lineart") || has(word, "black") ||
                                         has(word, "binary") || has(word, "mono");
                                }});
  }
  return std::nullopt;
}

std::optional<double> resolutionOf(const std::vector<double>& offered, double wanted) {
  std::optional<double> best;
  for (const double each : offered) {
    if (each >= wanted && (!best || each < *best)) best = each;
  }
  return best;
}

std::optional<double> resolutionWithin(double least, double most, double step, double wanted) {
  if (wanted > most) return std::nullopt;
  if (wanted <= least) return least;
  if (step <= 0) return wanted;
  const double found = least + std::ceil((wanted - least) / step - 1e-6) * step;
  return found <= most ? std::optional(found) : std::nullopt;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : "|") + word;
  return out;
}

}  // namespace sohoa::scan
