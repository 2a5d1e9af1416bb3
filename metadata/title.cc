#include "metadata/title.h"

#include <algorithm>
#include <cmath>

#include "metadata/fold.h"

namespace sohoa::metadata {
namespace {

constexpr std::size_t kMaxRuns = 64;
constexpr std::size_t kLinesOfTitle = 3;
constexpr double kTitleShare = 0.55;
constexpr std::size_t kLinesOfAbstract = 6;

bool mayBeTitle(const PageLayout& page, const Letterhead& head, std::size_t i) {
  const auto& segment = page.segments[i];
  if (segment.capitals < 0.75 || segment.folded.size() < 4) return false;
  if (segment.centreY() < head.bottom || !page.centred(segment)) return false;
  if (head.motto && *head.motto == i) return false;
  return std::find(head.agency.begin(), head.agency.end(), i) == head.agency.end();
}

bool opensBody(const Segment& segment, const Vocabulary& vocabulary) {
  return std::any_of(vocabulary.openings.begin(), vocabulary.openings.end(),
                     [&](const Phrase& p) { return beginsWith(segment.folded, p.folded); });
}

bool hasLetters(const Segment& segment) { return segment.folded.size() >= 2; }

// A segment at the same height as `line`, and apart from it: a second column, a stamp.
bool sameRow(const Segment& a, const Segment& b) {
  return std::abs(a.centreY() - b.centreY()) < std::min(a.box.height, b.box.height) / 2;
}

// "V/v", read as one word or as "V/v:", "V/ v", "Vv".
std::size_t referenceSign(const Segment& segment) {
  const auto& words = segment.words;
  const std::string& first = words.front().folded;
  if (first == "v v" || first == "vv" || first == "v iv" || first == "v w") return 1;
  if (words.size() > 1 && first == "v" && words[1].folded == "v") return 2;
  if (words.size() > 1 && first == "ve" && words[1].folded == "viec") return 0;
  return std::string::npos;
}

}  // namespace

std::vector<TitleRun> titleRuns(const PageLayout& page, const Letterhead& head) {
  std::vector<TitleRun> runs;
  const int limit = static_cast<int>(page.height * kTitleShare);
  for (std::size_t i = 0; i < page.segments.size() && runs.size() < kMaxRuns; ++i) {
    if (page.segments[i].centreY() > limit) break;
    if (!mayBeTitle(page, head, i)) continue;
    TitleRun run{{i}, page.segments[i].folded};
    runs.push_back(run);
    for (std::size_t j = i + 1; j < page.segments.size() && run.segments.size() < kLinesOfTitle;
         ++j) {
      const auto& above = page.segments[run.segments.back()];
      const auto& below = page.segments[j];
      if (sameRow(above, below) || !hasLetters(below)) continue;
      if (below.box.y - above.box.bottom() > 3 * page.line_height / 2) break;
      if (!mayBeTitle(page, head, j)) break;
      run.segments.push_back(j);
      run.folded += ' ' + below.folded;
      runs.push_back(run);
    }
  }
  return runs;
}

Reading abstractBelow(const PageLayout& page, std::size_t last, const Vocabulary& vocabulary) {
  Reading reading;
  const int middle = page.segments[last].centreX();
  const Segment* above = &page.segments[last];
  double pitch = 0;
  std::size_t lines = 0;
  for (std::size_t i = last + 1; i < page.segments.size() && lines < kLinesOfAbstract; ++i) {
    const auto& line = page.segments[i];
    if (sameRow(*above, line) || !hasLetters(line)) continue;
    const double step = line.centreY() - above->centreY();
    const double allowed = lines < 2 ? 2.6 * page.line_height : 1.3 * pitch;
    const bool off_centre = std::abs(line.centreX() - middle) > page.width * 25 / 1000;
    if (off_centre && line.box.width < page.width / 4) continue;
    if (off_centre || step > allowed || opensBody(line, vocabulary)) break;
    if (lines >= 1 && step > 1.3 * pitch) break;
    if (line.capitals > 0.75 && line.words.size() > 2 && lines > 0) break;
    reading.add(line);
    pitch = lines == 0 ? step : std::min(pitch, step);
    above = &line;
    ++lines;
  }
  return reading;
}

Reading referenceBelow(const PageLayout& page, const Letterhead& head) {
  Reading reading;
  if (!head.two_columns || !head.number) return reading;
  const Segment* above = nullptr;
  double pitch = 0;
  const int start = page.segments[*head.number].centreY();
  for (std::size_t i = *head.number + 1; i < page.segments.size(); ++i) {
    const auto& line = page.segments[i];
    if (line.centreY() > start + page.height / 5) break;
    if (line.centreX() > head.column_right || line.box.x > page.width * 45 / 100) continue;
    if (above == nullptr) {
      const std::size_t from = referenceSign(line);
      if (from == std::string::npos) continue;
      reading.add(line, from);
      above = &line;
      continue;
    }
    if (sameRow(*above, line) || !hasLetters(line)) continue;
    const double step = line.centreY() - above->centreY();
    if (step > (pitch == 0 ? 1.7 * page.line_height : 1.35 * pitch)) break;
    const bool off_column = std::abs(line.centreX() - above->centreX()) > page.width / 10;
    if (off_column || line.capitals > 0.9) break;
    reading.add(line);
    pitch = pitch == 0 ? step : std::min(pitch, step);
    above = &line;
  }
  return reading;
}

}  // namespace sohoa::metadata
