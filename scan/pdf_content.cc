#include "scan/pdf_content.h"

#include <algorithm>
#include <cmath>
#include <qpdf/BufferInputSource.hh>
#include <qpdf/QPDFTokenizer.hh>
#include <string_view>
#include <unordered_map>

#include "scan/errors.h"
#include "scan/pdf_streams.h"

namespace sohoa::scan {
namespace {

constexpr std::uint64_t kMaxContentBytes = 8U << 20U;
constexpr std::size_t kMaxStates = 64;
constexpr int kMaxForms = 4;  // inside one another
constexpr int kInvisibleText = 3;
constexpr double kMinCover = 0.5;
constexpr double kTolerance = 1.5;  // points

enum class Operator {
  kHarmless,
  kPaint,
  kSave,
  kRestore,
  kConcat,
  kDo,
  kFill,
  kState,
  kRectangle,
  kPath,
  kClip,
  kEndPath,
  kTextMode,
  kShowText,
  kMarked
};

// ISO 32000-1, annex A. Anything not listed counts as painting.
const std::unordered_map<std::string_view, Operator>& operators() {
  static const std::unordered_map<std::string_view, Operator> table = [] {
    std::unordered_map<std::string_view, Operator> all;
    for (const char* word : {"G",  "RG", "K",   "CS",  "SC", "SCN", "w",  "J",  "j",  "M",  "d",
                             "ri", "i",  "BMC", "EMC", "MP", "DP",  "BX", "EX", "BT", "ET", "Tf",
                             "Td", "TD", "Tm",  "T*",  "Tc", "Tw",  "Tz", "TL", "Ts"}) {
      all[word] = Operator::kHarmless;
    }
    for (const char* word : {"g", "rg", "k", "cs", "sc", "scn"}) all[word] = Operator::kFill;
    for (const char* word : {"m", "l", "c", "v", "y", "h"}) all[word] = Operator::kPath;
    for (const char* word : {"Tj", "TJ", "'", "\""}) all[word] = Operator::kShowText;
    for (const char* word : {"W", "W*"}) all[word] = Operator::kClip;
    all["q"] = Operator::kSave;
    all["Q"] = Operator::kRestore;
    all["cm"] = Operator::kConcat;
    all["Do"] = Operator::kDo;
    all["gs"] = Operator::kState;
    all["re"] = Operator::kRectangle;
    all["n"] = Operator::kEndPath;
    all["Tr"] = Operator::kTextMode;
    all["BDC"] = Operator::kMarked;
    return all;
  }();
  return table;
}

struct GraphicsState {
  core::Affine matrix;
  PdfBox clip;
  int text_mode = 0;
  bool black_fill = true;
};

PdfBox boundsOf(const core::Affine& matrix, const PdfBox& box) {
  PdfBox bounds{1e300, 1e300, -1e300, -1e300};
  for (const auto corner : {core::Point{box.x0, box.y0}, core::Point{box.x1, box.y0},
                            core::Point{box.x0, box.y1}, core::Point{box.x1, box.y1}}) {
    const core::Point p = matrix(corner);
    bounds = {std::min(bounds.x0, p.x), std::min(bounds.y0, p.y), std::max(bounds.x1, p.x),
              std::max(bounds.y1, p.y)};
  }
  return bounds;
}

bool upright(const core::Affine& m) {
  const auto none = [&](double value) {
    return std::abs(value) < 1e-6 * (std::abs(m.a) + std::abs(m.b));
  };
  return (none(m.b) && none(m.c)) || (none(m.a) && none(m.d));
}

// Follows a content stream and gives up at the first sign of something other than one image.
class SoleImageSearch {
 public:
  explicit SoleImageSearch(const PdfPage& page) : page_(page) { state_.clip = page.visible; }

  // False: the page shows something else, too.
  bool run(const std::vector<std::uint8_t>& content, QPDFObjectHandle resources, int depth) {
    const std::string text(content.begin(), content.end());
    const auto source = std::make_shared<BufferInputSource>("content", text);
    QPDFTokenizer tokenizer;
    tokenizer.allowEOF();
    const std::size_t outer_states = saved_.size();
    for (;;) {
      const auto token = tokenizer.readToken(source, "content", true);
      if (token.getType() == QPDFTokenizer::tt_eof) break;
      if (token.getType() == QPDFTokenizer::tt_bad) return false;
      if (token.getType() == QPDFTokenizer::tt_word) {
        if (!apply(token.getValue(), resources, depth)) return false;
        numbers_.clear();
        names_.clear();
      } else {
        keepOperand(token);
      }
    }
    if (saved_.size() > outer_states) {
      state_ = saved_[outer_states];
      saved_.resize(outer_states);
    }
    return true;
  }

  [[nodiscard]] std::optional<PlacedImage> found() const { return found_; }

 private:
  void keepOperand(const QPDFTokenizer::Token& token) {
    constexpr std::size_t kMaxOperands = 8;
    const auto type = token.getType();
    if ((type == QPDFTokenizer::tt_integer || type == QPDFTokenizer::tt_real) &&
        numbers_.size() < kMaxOperands) {
      numbers_.push_back(std::strtod(token.getValue().c_str(), nullptr));
    }
    if (type == QPDFTokenizer::tt_name && names_.size() < kMaxOperands) {
      names_.push_back(token.getValue());
    }
  }

  bool apply(const std::string& word, QPDFObjectHandle resources, int depth) {
    const auto known = operators().find(word);
    switch (known == operators().end() ? Operator::kPaint : known->second) {
      case Operator::kPaint:
        return false;
      case Operator::kHarmless:
        return true;
      case Operator::kSave:
        saved_.push_back(state_);
        return saved_.size() <= kMaxStates;
      case Operator::kRestore:
        if (!saved_.empty()) {
          state_ = saved_.back();
          saved_.pop_back();
        }
        return true;
      case Operator::kConcat:
        return concat();
      case Operator::kDo:
        return show(resources, depth);
      case Operator::kFill:
        state_.black_fill = isBlack(word);
        return true;
      case Operator::kState:
        return harmlessState(resources);
      case Operator::kRectangle:
        return addRectangle();
      case Operator::kPath:
        complex_path_ = true;
        return true;
      case Operator::kClip:
        clipping_ = true;
        return true;
      case Operator::kEndPath:
        return endPath();
      case Operator::kTextMode:
        state_.text_mode = numbers_.empty() ? 0 : static_cast<int>(numbers_.back());
        return true;
      case Operator::kShowText:
        return state_.text_mode == kInvisibleText;
      case Operator::kMarked:
        return names_.empty() || names_.front() != "/OC";
    }
    return false;
  }

  [[nodiscard]] bool isBlack(const std::string& word) const {
    const auto zero = [](double value) { return value == 0; };
    if (word == "k") {
      return numbers_.size() == 4 && std::all_of(numbers_.begin(), numbers_.begin() + 3, zero) &&
             numbers_[3] == 1;
    }
    if (word == "g" || word == "rg") return std::all_of(numbers_.begin(), numbers_.end(), zero);
    return false;
  }

  bool concat() {
    if (numbers_.size() != 6) return false;
    const core::Affine matrix{numbers_[0], numbers_[1], numbers_[2],
                              numbers_[3], numbers_[4], numbers_[5]};
    state_.matrix = matrix.then(state_.matrix);
    return true;
  }

  bool addRectangle() {
    if (numbers_.size() != 4) return false;
    complex_path_ = complex_path_ || rectangle_.has_value();
    const double x = numbers_[0];
    const double y = numbers_[1];
    rectangle_ = PdfBox{std::min(x, x + numbers_[2]), std::min(y, y + numbers_[3]),
                        std::max(x, x + numbers_[2]), std::max(y, y + numbers_[3])};
    return true;
  }

  bool endPath() {
    const bool simple = !complex_path_ && rectangle_ && upright(state_.matrix);
    if (clipping_ && !simple) return false;
    if (clipping_) state_.clip = state_.clip.intersect(boundsOf(state_.matrix, *rectangle_));
    clipping_ = false;
    complex_path_ = false;
    rectangle_.reset();
    return true;
  }

  bool harmlessState(QPDFObjectHandle resources) {
    if (names_.size() != 1) return false;
    QPDFObjectHandle states = resources.isDictionary() ? resources.getKey("/ExtGState") : resources;
    QPDFObjectHandle state = states.isDictionary() ? states.getKey(names_[0]) : states;
    if (!state.isDictionary()) return false;
    QPDFObjectHandle mask = state.getKey("/SMask");
    QPDFObjectHandle blend = state.getKey("/BM");
    return numberOr(state.getKey("/ca"), 1) == 1 &&
           (mask.isNull() || mask.isNameAndEquals("/None")) &&
           (blend.isNull() || blend.isNameAndEquals("/Normal") ||
            blend.isNameAndEquals("/Compatible"));
  }

  bool show(QPDFObjectHandle resources, int depth) {
    if (names_.size() != 1 || !resources.isDictionary()) return false;
    QPDFObjectHandle objects = resources.getKey("/XObject");
    if (!objects.isDictionary()) return false;
    QPDFObjectHandle object = objects.getKey(names_[0]);
    if (!object.isStream()) {
      throw core::Error(kDamaged, {.detail = "PDF: something the page shows is missing"});
    }
    QPDFObjectHandle dict = object.getDict();
    if (dict.hasKey("/OC")) return false;
    if (dict.getKey("/Subtype").isNameAndEquals("/Form")) return showForm(object, resources, depth);
    return dict.getKey("/Subtype").isNameAndEquals("/Image") && place(object);
  }

  bool showForm(QPDFObjectHandle form, QPDFObjectHandle outer_resources, int depth) {
    if (depth >= kMaxForms) return false;
    QPDFObjectHandle dict = form.getDict();
    const GraphicsState outer = state_;
    QPDFObjectHandle matrix = dict.getKey("/Matrix");
    if (matrix.isMatrix()) {
      const auto m = matrix.getArrayAsMatrix();
      state_.matrix = core::Affine{m.a, m.b, m.c, m.d, m.e, m.f}.then(state_.matrix);
    }
    const auto box = boxOf(dict.getKey("/BBox"));
    if (!box || !upright(state_.matrix)) return false;
    state_.clip = state_.clip.intersect(boundsOf(state_.matrix, *box));
    const auto content = readDecoded(form, kMaxContentBytes);
    if (content.size() == kMaxContentBytes) return false;
    QPDFObjectHandle resources = dict.getKey("/Resources");
    numbers_.clear();
    names_.clear();
    if (!run(content, resources.isDictionary() ? resources : outer_resources, depth + 1)) {
      return false;
    }
    state_ = outer;
    return true;
  }

  bool place(QPDFObjectHandle image) {
    QPDFObjectHandle dict = image.getDict();
    if (found_ || dict.hasKey("/SMask") || dict.hasKey("/Mask")) return false;
    QPDFObjectHandle stencil = dict.getKey("/ImageMask");
    if (stencil.isBool() && stencil.getBoolValue() && !state_.black_fill) return false;
    const core::Affine& m = state_.matrix;
    const double width = std::hypot(m.a, m.b);
    const double height = std::hypot(m.c, m.d);
    const double area = m.a * m.d - m.b * m.c;
    // Below: mirrored or flat, then sheared.
    if (!(area > 0) || area < 0.999 * width * height) return false;
    const PdfBox bounds = boundsOf(m, {0, 0, 1, 1});
    const double page_area = page_.visible.area();
    if (bounds.intersect(page_.visible).area() < kMinCover * page_area) return false;
    if (!shownWhole(bounds)) return false;
    found_ = PlacedImage{image, width, height};
    return true;
  }

  // Scanners let images hang over the page's edge by a hair; more than that hides something.
  [[nodiscard]] bool shownWhole(const PdfBox& bounds) const {
    const double slack = std::max(kTolerance, 0.01 * std::max(bounds.width(), bounds.height()));
    return state_.clip.contains(bounds, slack);
  }

  const PdfPage& page_;
  GraphicsState state_;
  std::vector<GraphicsState> saved_;
  std::vector<double> numbers_;
  std::vector<std::string> names_;
  std::optional<PdfBox> rectangle_;
  bool complex_path_ = false;
  bool clipping_ = false;
  std::optional<PlacedImage> found_;
};

bool paintsSomething(QPDFObjectHandle annotation) {
  constexpr std::int64_t kHidden = 2;
  if (!annotation.isDictionary() || !annotation.hasKey("/AP")) return false;
  if ((integerOr(annotation.getKey("/F"), 0) & kHidden) != 0) return false;
  if (annotation.getKey("/Subtype").isNameAndEquals("/Link")) return false;
  return boxOf(annotation.getKey("/Rect")).has_value();
}

bool hasVisibleAnnotations(QPDFObjectHandle page) {
  QPDFObjectHandle annotations = page.getKey("/Annots");
  if (!annotations.isArray()) return false;
  for (int i = 0; i < annotations.getArrayNItems(); ++i) {
    if (paintsSomething(annotations.getArrayItem(i))) return true;
  }
  return false;
}

// Empty when there is none; nothing when it is longer than a scanned page's would be.
std::optional<std::vector<std::uint8_t>> readContents(QPDFObjectHandle page) {
  QPDFObjectHandle contents = page.getKey("/Contents");
  if (contents.isStream()) contents = QPDFObjectHandle::newArray({contents});
  std::vector<std::uint8_t> all;
  if (!contents.isArray()) {
    // A reference that leads nowhere would show as an empty page.
    const auto entries = page.getDictAsMap();
    if (entries.count("/Contents") != 0 && entries.at("/Contents").isIndirect()) {
      throw core::Error(kDamaged, {.detail = "PDF: the page's content is missing"});
    }
    return all;
  }
  for (int i = 0; i < contents.getArrayNItems(); ++i) {
    QPDFObjectHandle part = contents.getArrayItem(i);
    if (!part.isStream()) {
      throw core::Error(kDamaged, {.detail = "PDF: a part of the page's content is missing"});
    }
    const auto bytes = readDecoded(part, kMaxContentBytes - all.size());
    all.insert(all.end(), bytes.begin(), bytes.end());
    all.push_back('\n');
    if (all.size() >= kMaxContentBytes) return {};
  }
  return all;
}

}  // namespace

std::optional<PlacedImage> findSoleImage(const PdfPage& page) {
  const auto content = readContents(page.page);
  if (!content || hasVisibleAnnotations(page.page)) return {};
  SoleImageSearch search(page);
  if (!search.run(*content, page.resources, 0)) return {};
  return search.found();
}

}  // namespace sohoa::scan
