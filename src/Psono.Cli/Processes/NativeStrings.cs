using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Psono.Cli.Processes;

/// <summary>A null-terminated array of C strings, as execve takes it. Zeroed when disposed of: some of them are secret.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly void* _memory;
    private readonly int _size;

    public NativeStrings(IReadOnlyList<byte[]> strings)
    {
        var pointers = (strings.Count + 1) * sizeof(byte*);
        _size = checked(pointers + strings.Sum(text => text.Length + 1));
        _memory = NativeMemory.AllocZeroed((nuint)_size);
        var next = (byte*)_memory + pointers;
        for (var i = 0; i < strings.Count; i++)
        {
            strings[i].CopyTo(new Span<byte>(next, strings[i].Length));
            Pointers[i] = next;
            next += strings[i].Length + 1;
        }
    }

    public byte** Pointers => (byte**)_memory;

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(new Span<byte>(_memory, _size));
        NativeMemory.Free(_memory);
    }
}
