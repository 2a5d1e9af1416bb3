#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/printed_sheet.h"

namespace sohoa::cli {

// Sets an administrative record on sheets of A4 in the manner of Decree 30/2020 appendix I: margins
// 30 mm left, 20 mm elsewhere, 13 points, page numbers in the middle of the top margin from the
// second page on. Text flows downward; a line that does not fit begins a page.
class RecordLayout {
 public:
  using Text = core::PrintedSheet::Text;
  using Face = core::PrintedSheet::Face;
  using Measure = std::function<double(const Text& text)>;  // millimetres

  static constexpr double kLeft = 30;
  static constexpr double kRight = core::PrintedSheet::kWidth - 20;
  static constexpr double kTop = 20;
  static constexpr double kBottom = core::PrintedSheet::kHeight - 20;
  static constexpr double kPoints = 13;

  explicit RecordLayout(Measure measure);

  // One line centred on `x`, without moving down.
  void centred(std::string_view line, double x, double points, Face face = Face::kUpright);
  // The same wrapped into a width; moves down past all lines but the last.
  void centredWithin(std::string_view words, double x, double width, double points, Face face);
  // A rule under the last line set by centred(), a share of that line's width.
  void underline(double share);
  // Words wrapped between the margins, first line indented.
  void paragraph(std::string_view words, Face face = Face::kUpright, double indent = 10);
  // A row of cells with rules round it, each wrapped into its width.
  struct Cell {
    std::string words;
    double width = 0;  // millimetres; together as wide as the text
    core::PrintedSheet::Anchor anchor = core::PrintedSheet::Anchor::kLeft;
  };
  void row(const std::vector<Cell>& cells, Face face = Face::kUpright);
  void down(double millimetres);
  // Begins a page unless so much room is left.
  void keepTogether(double millimetres);

  [[nodiscard]] std::vector<core::PrintedSheet> finish();

 private:
  [[nodiscard]] core::PrintedSheet& sheet() { return sheets_.back(); }
  [[nodiscard]] std::vector<std::string> wrapped(std::string_view words, double width, Face face,
                                                 double first_indent,
                                                 double points = kPoints) const;
  [[nodiscard]] double widthOf(const std::string& line, double points, Face face) const;
  void line(const std::string& words, double x, core::PrintedSheet::Anchor anchor, Face face);

  Measure measure_;
  std::vector<core::PrintedSheet> sheets_;
  double y_ = kTop;
  Text last_;
};

}  // namespace sohoa::cli
