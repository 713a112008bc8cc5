using System.Text;
using QRCoder;

namespace Psono.Web.Services;

/// <summary>A QR code as the path of an SVG: one square of side 1 for each dark module, with the quiet zone around it.</summary>
/// <param name="Size">Modules on each side.</param>
/// <param name="Path">The dark ones.</param>
internal sealed record QrCode(int Size, string Path)
{
    public static QrCode Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < code.ModuleMatrix.Count; x++)
            {
                if (code.ModuleMatrix[y][x])
                    path.Append($"M{x} {y}h1v1h-1z");
            }
        }

        return new QrCode(code.ModuleMatrix.Count, path.ToString());
    }
}
