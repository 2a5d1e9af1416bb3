import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfDate;
import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignature;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfString;
import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A signature as programs on OpenPDF make it: java OpenPdfSigner KEY.der CHAIN.pem IN OUT LEVEL [FIELD].
 *
 * adbe.pkcs7.detached with a signing time, visible, in a new field or in one that is there. LEVEL is
 * that of a certification (1 to 3), or -1 for an approval.
 */
public final class OpenPdfSigner {
  private static final int ROOM = 8192;

  public static void main(String[] arguments) throws Exception {
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(
        new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(arguments[0]))));
    List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(Path.of(arguments[1]))))
        .stream().map(X509Certificate.class::cast).toList();
    PdfReader reader = new PdfReader(arguments[2]);
    try (FileOutputStream out = new FileOutputStream(arguments[3])) {
      PdfStamper stamper = PdfStamper.createSignature(reader, out, '\0', null, true);
      PdfSignatureAppearance appearance = stamper.getSignatureAppearance();
      if (arguments.length > 5) {
        appearance.setVisibleSignature(arguments[5]);
      } else {
        appearance.setVisibleSignature(new Rectangle(100, 100, 250, 150), 1, null);
      }
      appearance.setLayer2Text("TEST OpenPDF");
      appearance.setCertificationLevel(Integer.parseInt(arguments[4]));
      appearance.setSignDate(Calendar.getInstance());
      appearance.setCrypto(key, chain.toArray(new X509Certificate[0]), null,
          PdfSignatureAppearance.WINCER_SIGNED);
      PdfSignature dictionary =
          new PdfSignature(PdfName.ADOBE_PPKLITE, new PdfName("adbe.pkcs7.detached"));
      dictionary.setReason("TEST");
      dictionary.setDate(new PdfDate(appearance.getSignDate()));
      appearance.setCryptoDictionary(dictionary);
      HashMap<PdfName, Integer> room = new HashMap<>();
      room.put(PdfName.CONTENTS, 2 * ROOM + 2);
      appearance.preClose(room);
      byte[] cms;
      try (InputStream covered = appearance.getRangeStream()) {
        cms = sign(covered.readAllBytes(), key, chain);
      }
      byte[] padded = new byte[ROOM];
      System.arraycopy(cms, 0, padded, 0, cms.length);
      PdfDictionary contents = new PdfDictionary();
      contents.put(PdfName.CONTENTS, new PdfString(padded).setHexWriting(true));
      appearance.close(contents);
    }
  }

  private static byte[] sign(byte[] covered, PrivateKey key, List<X509Certificate> chain)
      throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
            .build(new JcaContentSignerBuilder("SHA256withRSA").build(key), chain.get(0)));
    generator.addCertificates(new JcaCertStore(chain));
    return generator.generate(new CMSProcessableByteArray(covered), false).getEncoded();
  }
}
