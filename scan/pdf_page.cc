#include "scan/pdf_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scan/errors.h"
#include "scan/pdf_streams.h"

namespace sohoa::scan {
namespace {

constexpr int kMaxTreeDepth = 64;
constexpr PdfBox kLetter{0, 0, 612, 792};  // what readers assume where no box is given

struct Inherited {
  QPDFObjectHandle resources = QPDFObjectHandle::newNull();
  QPDFObjectHandle media_box = QPDFObjectHandle::newNull();
  QPDFObjectHandle crop_box = QPDFObjectHandle::newNull();
  QPDFObjectHandle rotate = QPDFObjectHandle::newNull();

  [[nodiscard]] Inherited with(QPDFObjectHandle node) const {
    Inherited result = *this;
    const auto take = [&](const char* key, QPDFObjectHandle& into) {
      if (node.hasKey(key)) into = node.getKey(key);
    };
    take("/Resources", result.resources);
    take("/MediaBox", result.media_box);
    take("/CropBox", result.crop_box);
    take("/Rotate", result.rotate);
    return result;
  }
};

PdfPage makePage(QPDFObjectHandle node, const Inherited& inherited) {
  PdfPage page;
  page.page = node;
  page.resources = inherited.resources;
  const PdfBox media = boxOf(inherited.media_box).value_or(kLetter);
  page.visible = boxOf(inherited.crop_box).value_or(media).intersect(media);
  if (page.visible.area() <= 0) page.visible = media;
  page.unit = std::clamp(numberOr(node.getKey("/UserUnit"), 1), 0.01, 1000.0);
  const auto turned = integerOr(inherited.rotate, 0) % 360;
  page.rotate = static_cast<int>((turned + 360) % 360 / 90 * 90);
  return page;
}

class TreeWalk {
 public:
  explicit TreeWalk(const ScanOptions& options) : options_(options) {}

  void visit(QPDFObjectHandle node, const Inherited& from_above, int depth) {
    if (!node.isDictionary()) return;  // a missing page; the count tells
    if (depth > kMaxTreeDepth) {
      throw core::Error(kDamaged, {.detail = "PDF: the page tree is too deep"});
    }
    const Inherited inherited = from_above.with(node);
    QPDFObjectHandle kids = node.getKey("/Kids");
    if (!kids.isArray()) {
      add(makePage(node, inherited));
      return;
    }
    if (node.isIndirect() && !seen_.insert(node.getObjGen()).second) {
      throw core::Error(kDamaged, {.detail = "PDF: the page tree leads back to itself"});
    }
    for (int i = 0; i < kids.getArrayNItems(); ++i)
      visit(kids.getArrayItem(i), inherited, depth + 1);
  }

  std::vector<PdfPage> take() { return std::move(pages_); }

 private:
  void add(PdfPage page) {
    if (pages_.size() >= static_cast<std::size_t>(options_.max_pages)) {
      throw core::Error(kTooManyPages,
                        {.detail = fmt::format("at most {} are allowed", options_.max_pages)});
    }
    pages_.push_back(std::move(page));
  }

  const ScanOptions& options_;
  std::set<QPDFObjGen> seen_;
  std::vector<PdfPage> pages_;
};

}  // namespace

PdfBox PdfBox::intersect(const PdfBox& other) const {
  return {std::max(x0, other.x0), std::max(y0, other.y0), std::min(x1, other.x1),
          std::min(y1, other.y1)};
}

double PdfBox::area() const { return x1 > x0 && y1 > y0 ? width() * height() : 0; }

bool PdfBox::contains(const PdfBox& other, double tolerance) const {
  return x0 <= other.x0 + tolerance && y0 <= other.y0 + tolerance && x1 >= other.x1 - tolerance &&
         y1 >= other.y1 - tolerance;
}

std::optional<PdfBox> boxOf(QPDFObjectHandle array) {
  if (!array.isRectangle()) return {};
  const auto box = array.getArrayAsRectangle();
  const PdfBox result{box.llx, box.lly, box.urx, box.ury};
  if (!(result.area() > 0 && result.area() < 1e12)) return {};
  return result;
}

std::vector<PdfPage> listPages(QPDF& pdf, const ScanOptions& options) {
  QPDFObjectHandle root = pdf.getTrailer().getKey("/Root");
  QPDFObjectHandle tree = root.isDictionary() ? root.getKey("/Pages") : QPDFObjectHandle::newNull();
  if (!tree.isDictionary()) throw core::Error(kNoPages, {.detail = "PDF: no page tree"});
  TreeWalk walk(options);
  walk.visit(tree, {}, 0);
  auto pages = walk.take();
  const auto stated = integerOr(tree.getKey("/Count"), static_cast<std::int64_t>(pages.size()));
  if (stated > static_cast<std::int64_t>(pages.size())) {
    throw core::Error(
        pages.empty() && !tree.hasKey("/Kids") ? kNoPages : kTruncated,
        {.detail = fmt::format("PDF: {} pages are there, {} should be", pages.size(), stated)});
  }
  if (pages.empty()) throw core::Error(kNoPages, {});
  return pages;
}

}  // namespace sohoa::scan
