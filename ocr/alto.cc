#include "ocr/alto.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "ocr/xml_text.h"

namespace sohoa::ocr {
namespace {

std::string place(const core::Box& box) {
  return fmt::format("HPOS=\"{}\" VPOS=\"{}\" WIDTH=\"{}\" HEIGHT=\"{}\"", box.x, box.y, box.width,
                     box.height);
}

class AltoWriter {
 public:
  explicit AltoWriter(std::string& out) : out_(out) {}

  void page(const core::PageResult& page) {
    ++page_;
    const core::Size frame = page.geometry.upright();
    put("<Page ID=\"page_{0}\" PHYSICAL_IMG_NR=\"{0}\" WIDTH=\"{1}\" HEIGHT=\"{2}\">\n"
        "<PrintSpace {3}>\n",
        page_, frame.width, frame.height, place({0, 0, frame.width, frame.height}));
    for (const auto& b : page.blocks) block(b);
    put("</PrintSpace>\n</Page>\n");
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void block(const core::Block& block) {
    if (block.lines.empty()) return;
    put("<TextBlock ID=\"block_{}\" {}>\n", ++block_, place(block.box));
    for (const auto& l : block.lines) line(l);
    put("</TextBlock>\n");
  }

  void line(const core::Line& line) {
    if (line.words.empty()) return;
    put("<TextLine ID=\"line_{}\" {}>\n", ++line_, place(line.box));
    for (std::size_t i = 0; i < line.words.size(); ++i) {
      if (i > 0) space(line.words[i - 1].box, line.words[i].box);
      const auto& word = line.words[i];
      put("<String ID=\"word_{}\" {} WC=\"{:.2f}\" CONTENT=\"{}\"/>\n", ++word_, place(word.box),
          word.confidence, xmlText(word.text));
    }
    put("</TextLine>\n");
  }

  void space(const core::Box& left, const core::Box& right) {
    put("<SP HPOS=\"{}\" VPOS=\"{}\" WIDTH=\"{}\"/>\n", left.right(), left.y,
        std::max(0, right.x - left.right()));
  }

  std::string& out_;
  int page_ = 0, block_ = 0, line_ = 0, word_ = 0;
};

}  // namespace

std::string toAlto(std::span<const core::PageResult> pages, const std::string& file_name) {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v4# "
      "http://www.loc.gov/standards/alto/v4/alto-4-2.xsd\">\n"
      "<Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n"
      "<sourceImageInformation><fileName>{}</fileName></sourceImageInformation>\n"
      "<Processing ID=\"ocr_1\"><processingSoftware><softwareName>sohoa</softwareName>"
      "</processingSoftware></Processing>\n"
      "</Description>\n<Layout>\n",
      xmlText(file_name));
  AltoWriter writer(out);
  for (const auto& page : pages) writer.page(page);
  out += "</Layout>\n</alto>\n";
  return out;
}

}  // namespace sohoa::ocr
