#include "ocr/hocr.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "ocr/xml_text.h"

namespace sohoa::ocr {
namespace {

std::string bbox(const core::Box& box) {
  return fmt::format("bbox {} {} {} {}", box.x, box.y, box.right(), box.bottom());
}

// Writes elements with ids that are unique in the document.
class HocrWriter {
 public:
  explicit HocrWriter(std::string& out) : out_(out) {}

  void page(const core::PageResult& page) {
    ++page_;
    block_ = line_ = word_ = 0;
    const core::Size frame = page.geometry.upright();
    const int dpi = static_cast<int>(std::lround(page.geometry.dpi()));
    put("<div class=\"ocr_page\" id=\"page_{}\" title=\"{}; ppageno {}; scan_res {} {}\">\n", page_,
        bbox({0, 0, frame.width, frame.height}), page_ - 1, dpi, dpi);
    for (const auto& b : page.blocks) block(b);
    put("</div>\n");
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void block(const core::Block& block) {
    ++block_;
    put("<div class=\"ocr_carea\" id=\"block_{0}_{1}\" title=\"{2}\">\n"
        "<p class=\"ocr_par\" id=\"par_{0}_{1}\" title=\"{2}\">\n",
        page_, block_, bbox(block.box));
    for (const auto& l : block.lines) line(l);
    put("</p>\n</div>\n");
  }

  void line(const core::Line& line) {
    put("<span class=\"ocr_line\" id=\"line_{}_{}\" title=\"{}\">", page_, ++line_, bbox(line.box));
    for (std::size_t i = 0; i < line.words.size(); ++i) {
      const auto& word = line.words[i];
      put("{}<span class=\"ocrx_word\" id=\"word_{}_{}\" title=\"{}; x_wconf {}\">{}</span>",
          i == 0 ? "" : " ", page_, ++word_, bbox(word.box),
          static_cast<int>(std::lround(word.confidence * 100)), xmlText(word.text));
    }
    put("</span>\n");
  }

  std::string& out_;
  int page_ = 0, block_ = 0, line_ = 0, word_ = 0;
};

}  // namespace

std::string toHocr(std::span<const core::PageResult> pages, const std::string& title,
                   const std::string& language) {
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" "
      "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
      "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"{0}\" lang=\"{0}\">\n<head>\n"
      "<title>{1}</title>\n"
      "<meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n"
      "<meta name=\"ocr-system\" content=\"sohoa\"/>\n"
      "<meta name=\"ocr-langs\" content=\"{0}\"/>\n"
      "<meta name=\"ocr-scripts\" content=\"Latn\"/>\n"
      "<meta name=\"ocr-number-of-pages\" content=\"{2}\"/>\n"
      "<meta name=\"ocr-capabilities\" "
      "content=\"ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrp_wconf\"/>\n"
      "</head>\n<body>\n",
      xmlText(language), xmlText(title), pages.size());
  HocrWriter writer(out);
  for (const auto& page : pages) writer.page(page);
  out += "</body>\n</html>\n";
  return out;
}

}  // namespace sohoa::ocr
