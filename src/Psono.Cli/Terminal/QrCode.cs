using System.Text;
using QRCoder;

namespace Psono.Cli.Terminal;

/// <summary>A QR code for a terminal: two modules in one character, black on white whatever the terminal's colours are.</summary>
internal static class QrCode
{
    private const string BlackOnWhite = "\e[30;107m";

    private const string Reset = "\e[0m";

    public static string Draw(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);
        var rows = code.ModuleMatrix;
        var drawn = new StringBuilder();
        for (var y = 0; y < rows.Count; y += 2)
        {
            drawn.Append(BlackOnWhite);
            for (var x = 0; x < rows.Count; x++)
                drawn.Append(Pair(rows[y][x], y + 1 < rows.Count && rows[y + 1][x]));
            drawn.Append(Reset).Append('\n');
        }

        return drawn.ToString();
    }

    private static char Pair(bool upper, bool lower) => (upper, lower) switch
    {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        _ => ' ',
    };
}
