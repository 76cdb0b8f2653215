using System.Security.Cryptography;
using Cornea.Distribution;

namespace Cornea.Tests.Distribution;

/// <summary>Members of an in-process group, each on a thread of its own.</summary>
internal static class Members
{
    // Threads of its own: the members wait for each other, and those of a pool may be too few.
    public static void Run(int processes, Action<ICollective> act)
    {
        var failures = new Exception?[processes];
        var threads = InProcessGroup.Create(processes).Select(member => new Thread(() =>
        {
            try
            {
                act(member);
            }
            catch (Exception exception) // told in the test's own thread
            {
                failures[member.Rank] = exception;
                member.Dispose();
            }
        })).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }
        foreach (var thread in threads)
        {
            thread.Join();
        }
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
        {
            throw new InvalidOperationException(first.Message, first);
        }
    }

    public static string HashOf(Model model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weight in model.Weights)
        {
            hash.AppendData(weight.Variable.AsBytes());
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
