#include "metadata/syllable.h"

#include <algorithm>
#include <array>

namespace sohoa::metadata {
namespace {

// The longest first, so that "nghe" is not taken for "n" and "ghe".
constexpr std::array<std::string_view, 26> kOnsets{
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c",
    "d",   "g",  "h",  "k",  "l",  "m",  "n",  "p",  "r",  "s",  "t",  "v", "x"};

constexpr std::array kRimes = std::to_array<std::string_view>(
    {"a",    "ac",   "ach",  "ai",   "am",   "an",  "ang",  "anh",  "ao",  "ap",  "at",   "au",
     "ay",   "e",    "ec",   "ech",  "em",   "en",  "eng",  "enh",  "eo",  "ep",  "et",   "eu",
     "i",    "ia",   "ich",  "iec",  "iem",  "ien", "ieng", "iep",  "iet", "ieu", "im",   "in",
     "inh",  "ip",   "it",   "iu",   "o",    "oa",  "oac",  "oach", "oai", "oam", "oan",  "oang",
     "oanh", "oao",  "oap",  "oat",  "oay",  "oc",  "oe",   "oem",  "oen", "oeo", "oet",  "oi",
     "om",   "on",   "ong",  "ooc",  "oong", "op",  "ot",   "u",    "ua",  "uan", "uang", "uat",
     "uay",  "uc",   "ue",   "uech", "uenh", "ui",  "um",   "un",   "ung", "uo",  "uoc",  "uoi",
     "uom",  "uon",  "uong", "uop",  "uot",  "uou", "up",   "ut",   "uu",  "uy",  "uya",  "uych",
     "uyen", "uyet", "uynh", "uyt",  "uyu",  "y",   "yem",  "yen",  "yet", "yeu"});

bool isRime(std::string_view text) {
  return std::find(kRimes.begin(), kRimes.end(), text) != kRimes.end();
}

}  // namespace

bool isSyllable(std::string_view folded) {
  if (folded.size() > 7 || folded.empty()) return false;
  if (isRime(folded)) return true;
  return std::any_of(kOnsets.begin(), kOnsets.end(),
                     [&](std::string_view onset) {
                       return folded.starts_with(onset) && isRime(folded.substr(onset.size()));
                     }) ||
         folded == "gi";
}

}  // namespace sohoa::metadata
