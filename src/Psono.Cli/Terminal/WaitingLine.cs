using System.Runtime.InteropServices;
using System.Text;

namespace Psono.Cli.Terminal;

/// <summary>
/// A line at a terminal that says what is being waited for, once that takes longer than a moment. It is gone without a trace before
/// anything else is written, or a command is started.
/// </summary>
internal sealed partial class WaitingLine : IDisposable
{
    private const int MaxLength = 72;

    // ^C
    private const int EchoLength = 2;

    private readonly Stream _error;
    private readonly string _text;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private int _shown;
    private bool _isOver;

    public WaitingLine(Stream error, string text, TimeSpan after, TimeProvider time)
    {
        _error = error;
        _text = text.Length > MaxLength ? text[..MaxLength] : text;
        _time = time;
        _started = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Show(), null, after, TimeSpan.FromSeconds(1));
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            _isOver = true;
            if (_shown > 0)
            {
                Write($"\r{new string(' ', _shown)}\r");
                EraseOnInterrupt(0);
            }
        }

        _timer.Dispose();
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            var line = $"{_text}, {_time.GetElapsedTime(_started).TotalSeconds:0} s";
            EraseOnInterrupt(line.Length + EchoLength);
            Write($"\r{line}");
            _shown = line.Length;
        }
    }

    /// <summary>Only the published executable has somebody who can do it.</summary>
    private static void EraseOnInterrupt(int length)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            EraseLineOnInterrupt(length);
        }
        catch (DllNotFoundException)
        {
        }
    }

    /// <summary>From exec.c.</summary>
    [LibraryImport("exec", EntryPoint = "psonoci_erase_line_on_interrupt")]
    private static partial void EraseLineOnInterrupt(int length);

    private void Write(string text)
    {
        try
        {
            _error.Write(Encoding.UTF8.GetBytes(text));
            _error.Flush();
        }
        catch (IOException)
        {
            // The terminal is gone, and nobody is left to be told.
            _isOver = true;
        }
    }
}
