#include "tests/scan/samples.h"

#include <cstdio>
// jpeglib.h needs the types of cstdio before it.
#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

#include <cstdlib>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "scan/ccitt.h"
#include "scan/jpeg_decoder.h"
#include "scan/pixels.h"
#include "scan/tiff_handle.h"

namespace sohoa::scan::testing {
namespace {

constexpr core::Resolution kDpi{300, 300};

int componentsOf(const core::Raster& raster) {
  return raster.format == core::Raster::Format::kRgb ? 3 : 1;
}

void setTags(TIFF* tiff, const TiffMake& make) {
  const auto& raster = make.raster;
  const bool bilevel = raster.format == core::Raster::Format::kBilevel;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(raster.size.width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(raster.size.height));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bilevel ? 1 : 8);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, componentsOf(raster));
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, make.compression);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, make.orientation);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG,
               make.planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  const int photometric = componentsOf(raster) == 3
                              ? (make.ycbcr ? PHOTOMETRIC_YCBCR : PHOTOMETRIC_RGB)
                              : (make.black_is_0 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_MINISWHITE);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, photometric);
  if (make.ycbcr) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  if (make.reversed_bits) TIFFSetField(tiff, TIFFTAG_FILLORDER, FILLORDER_LSB2MSB);
  if (make.two_dimensions) {
    TIFFSetField(tiff, TIFFTAG_GROUP3OPTIONS, std::uint32_t{GROUP3OPT_2DENCODING});
  }
  if (make.x_dpi > 0) {
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, make.per_cm ? make.x_dpi / 2.54 : make.x_dpi);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, make.per_cm ? make.y_dpi / 2.54 : make.y_dpi);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, make.per_cm ? RESUNIT_CENTIMETER : RESUNIT_INCH);
  }
  if (make.tiled) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 32U);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, 16U);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP,
                 static_cast<std::uint32_t>(make.rows_per_strip > 0 ? make.rows_per_strip
                                                                    : raster.size.height));
  }
}

// What the file stores: inverted where its photometric tag says so.
core::Raster stored(const TiffMake& make) {
  core::Raster raster = make.raster;
  if (raster.format == core::Raster::Format::kBilevel && make.black_is_0) invertBilevel(raster);
  if (raster.format == core::Raster::Format::kGrey && !make.black_is_0) {
    for (auto& value : raster.pixels) value = static_cast<std::uint8_t>(255 - value);
  }
  return raster;
}

void writeTiles(TIFF* tiff, const core::Raster& raster) {
  const auto pixel = static_cast<std::size_t>(componentsOf(raster));
  for (int y = 0; y < raster.size.height; y += 16) {
    for (int x = 0; x < raster.size.width; x += 32) {
      Bytes tile(32 * 16 * pixel);
      for (int j = 0; j < 16 && y + j < raster.size.height; ++j) {
        const int count = std::min(32, raster.size.width - x);
        std::copy_n(row(raster, y + j) + static_cast<std::size_t>(x) * pixel,
                    static_cast<std::size_t>(count) * pixel,
                    tile.data() + static_cast<std::size_t>(j) * 32 * pixel);
      }
      TIFFWriteTile(tiff, tile.data(), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y),
                    0, 0);
    }
  }
}

void writePixels(TIFF* tiff, const TiffMake& make) {
  core::Raster raster = stored(make);
  if (make.tiled) return writeTiles(tiff, raster);
  for (int y = 0; y < raster.size.height && !make.planar; ++y) {
    TIFFWriteScanline(tiff, row(raster, y), static_cast<std::uint32_t>(y), 0);
  }
  for (std::uint16_t plane = 0; plane < 3 && make.planar; ++plane) {
    for (int y = 0; y < raster.size.height; ++y) {
      Bytes line(static_cast<std::size_t>(raster.size.width));
      for (std::size_t x = 0; x < line.size(); ++x) line[x] = row(raster, y)[3 * x + plane];
      TIFFWriteScanline(tiff, line.data(), static_cast<std::uint32_t>(y), plane);
    }
  }
}

void fill(jpeg_compress_struct& info, const core::Raster& raster, const JpegMake& make) {
  info.image_width = static_cast<JDIMENSION>(raster.size.width);
  info.image_height = static_cast<JDIMENSION>(raster.size.height);
  info.input_components = make.cmyk ? 4 : componentsOf(raster);
  info.in_color_space = make.cmyk ? JCS_CMYK : componentsOf(raster) == 3 ? JCS_RGB : JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  if (make.density > 0) {
    info.density_unit = 1;
    info.X_density = info.Y_density = static_cast<UINT16>(make.density);
  }
  if (make.progressive) jpeg_simple_progression(&info);
}

}  // namespace

core::Raster greyPicture(core::Size size) {
  auto raster = makeRaster(core::Raster::Format::kGrey, size, kDpi);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      row(raster, y)[x] = static_cast<std::uint8_t>((x * 3 + y * 5) % 251);
    }
  }
  return raster;
}

core::Raster colourPicture(core::Size size) {
  auto raster = makeRaster(core::Raster::Format::kRgb, size, kDpi);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      std::uint8_t* pixel = row(raster, y) + 3 * x;
      pixel[0] = static_cast<std::uint8_t>(x * 255 / size.width);
      pixel[1] = static_cast<std::uint8_t>(y * 255 / size.height);
      pixel[2] = static_cast<std::uint8_t>((x + 2 * y) % 256);
    }
  }
  return raster;
}

core::Raster bilevelPicture(core::Size size) {
  auto raster = makeRaster(core::Raster::Format::kBilevel, size, kDpi);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      if ((x / 7 + y / 5) % 3 == 0) {
        auto& byte = row(raster, y)[x / 8];
        byte = static_cast<std::uint8_t>(byte | (0x80 >> (x % 8)));
      }
    }
  }
  return raster;
}

Bytes makeJpeg(const core::Raster& raster, const JpegMake& make) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &out, &size);
  fill(info, raster, make);
  jpeg_start_compress(&info, TRUE);
  Bytes line;
  for (int y = 0; y < raster.size.height; ++y) {
    const auto* in = row(raster, y);
    line.clear();
    for (int x = 0; x < raster.size.width; ++x) {
      if (make.cmyk) {
        line.insert(line.end(), {in[x], in[x], in[x], 255});
      } else {
        const int count = componentsOf(raster);
        line.insert(line.end(), in + x * count, in + (x + 1) * count);
      }
    }
    JSAMPROW pointer = line.data();
    jpeg_write_scanlines(&info, &pointer, 1);
  }
  jpeg_finish_compress(&info);
  Bytes bytes(out, out + size);
  jpeg_destroy_compress(&info);
  std::free(out);
  return bytes;
}

Bytes makePng(core::Size size, const Bytes& rows, const PngMake& make) {
  Bytes out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &out,
      [](png_structp p, png_bytep data, png_size_t count) {
        auto& to = *static_cast<Bytes*>(png_get_io_ptr(p));
        to.insert(to.end(), data, data + count);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(size.width),
               static_cast<png_uint_32>(size.height), make.bits, make.colour,
               make.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
  if (!make.palette.empty()) {
    png_set_PLTE(png, info, reinterpret_cast<png_const_colorp>(make.palette.data()),
                 static_cast<int>(make.palette.size() / 3));
  }
  if (make.dots_per_metre > 0) {
    const auto dots = static_cast<png_uint_32>(make.dots_per_metre);
    png_set_pHYs(png, info, dots, dots, PNG_RESOLUTION_METER);
  }
  png_write_info(png, info);
  Bytes copy = rows;
  std::vector<png_bytep> pointers;
  const std::size_t stride = rows.size() / static_cast<std::size_t>(size.height);
  for (std::size_t y = 0; y < static_cast<std::size_t>(size.height); ++y) {
    pointers.push_back(copy.data() + y * stride);
  }
  png_write_image(png, pointers.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return out;
}

Bytes makeTiff(const std::vector<TiffMake>& pages) {
  Bytes file;
  {
    TiffHandle tiff(std::make_unique<TiffMemoryStream>(file), "w");
    for (const auto& page : pages) {
      setTags(tiff.get(), page);
      writePixels(tiff.get(), page);
      TIFFWriteDirectory(tiff.get());
    }
  }
  return file;
}

Bytes makePdf(const std::vector<PdfMake>& pages, const std::string& user_password,
              const std::string& owner_password) {
  QPDF pdf;
  pdf.emptyPDF();
  for (const auto& make : pages) {
    auto page = QPDFObjectHandle::parse("<< /Type /Page /MediaBox " + make.box + " " + make.page +
                                        " /Resources << /XObject << >> >> >>");
    page.replaceKey("/Contents", pdf.newStream(make.content));
    if (!make.image.empty()) {
      auto image = pdf.newStream(std::string(make.data.begin(), make.data.end()));
      auto entries = QPDFObjectHandle::parse("<< /Type /XObject " + make.image + " >>");
      for (const auto& [key, value] : entries.getDictAsMap()) {
        image.getDict().replaceKey(key, value);
      }
      page.getKey("/Resources").getKey("/XObject").replaceKey("/I", image);
    }
    pdf.addPage(pdf.makeIndirectObject(page), false);
  }
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setStreamDataMode(qpdf_s_preserve);
  writer.setStaticID(true);
  if (!owner_password.empty()) {
    writer.setR6EncryptionParameters(user_password.c_str(), owner_password.c_str(), true, true,
                                     true, true, true, true, qpdf_r3p_full, true);
  }
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {buffer->getBuffer(), buffer->getBuffer() + buffer->getSize()};
}

Bytes deflated(const Bytes& bytes) {
  uLongf size = ::compressBound(bytes.size());
  Bytes out(size);
  ::compress(out.data(), &size, bytes.data(), bytes.size());
  out.resize(size);
  return out;
}

OpenedFile::OpenedFile(const Bytes& bytes, const ScanOptions& options) {
  const auto path = folder_.path() / "file";
  core::writeFileAtomically(path, bytes);
  source_ = ScanOpener(options).open(path, "scan.bin");
}

std::string slugOfReading(const Bytes& bytes, const ScanOptions& options) {
  return slugOf([&] {
    const OpenedFile file(bytes, options);
    for (int page = 0; page < file->pageCount(); ++page) {
      static_cast<void>(file->raster(page));
      static_cast<void>(file->image(page));
    }
  });
}

void expectSamePixels(const core::Raster& actual, const core::Raster& expected) {
  ASSERT_EQ(actual.format, expected.format);
  ASSERT_EQ(actual.size, expected.size);
  ASSERT_EQ(actual.stride, expected.stride);
  EXPECT_TRUE(actual.pixels == expected.pixels);
}

core::Raster decodeEncoded(const core::EncodedImage& image) {
  using Codec = core::EncodedImage::Codec;
  if (image.codec == Codec::kJpeg) return decodeJpeg(image.bytes, image.inverted, kDpi);
  if (image.codec == Codec::kCcittG4)
    return decodeCcitt(image.bytes, {-1, image.size, image.black_is_1}, kDpi);
  const std::string space =
      image.palette.empty()
          ? std::string(image.components == 3 ? "/DeviceRGB" : "/DeviceGray")
          : "[/Indexed /DeviceRGB " + std::to_string(image.palette.size() / 3 - 1) + " " +
                QPDFObjectHandle::newString(std::string(image.palette.begin(), image.palette.end()))
                    .unparseBinary() +
                "]";
  const std::string size = "/Width " + std::to_string(image.size.width) + " /Height " +
                           std::to_string(image.size.height);
  PdfMake make;
  make.image = "/Subtype /Image /Filter /FlateDecode " + size + " /ColorSpace " + space +
               " /BitsPerComponent " + std::to_string(image.bits);
  if (image.black_is_1) make.image += " /Decode [1 0]";
  if (image.png_predictor) {
    make.image += " /DecodeParms << /Predictor 15 /Colors " + std::to_string(image.components) +
                  " /BitsPerComponent " + std::to_string(image.bits) + " /Columns " +
                  std::to_string(image.size.width) + " >>";
  }
  make.data = image.bytes;
  const std::string w = std::to_string(image.size.width);
  const std::string h = std::to_string(image.size.height);
  make.content = "q " + w + " 0 0 " + h + " 0 0 cm /I Do Q";
  make.box = "[0 0 " + w + " " + h + "]";
  ScanOptions no_rasteriser;
  no_rasteriser.rasteriser.clear();
  return OpenedFile(makePdf({make}), no_rasteriser)->raster(0);
}

}  // namespace sohoa::scan::testing
