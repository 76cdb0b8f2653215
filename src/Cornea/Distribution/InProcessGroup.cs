namespace Cornea.Distribution;

/// <summary>
/// A group whose members are threads of this process, each with a model of its own: for tests, and to try what a program does in several
/// processes.
/// </summary>
/// <example>
/// <code>
/// var group = InProcessGroup.Create(4);
/// Parallel.ForEach(group, member => Train(new DataParallel(member, shards: 8)));
/// </code>
/// </example>
public static class InProcessGroup
{
    /// <summary>Makes the members of a group.</summary>
    /// <param name="size">How many.</param>
    /// <param name="timeout">How long a member waits for the others; 5 minutes where null.</param>
    /// <returns>One member per thread, in the order of their ranks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public static IReadOnlyList<ICollective> Create(int size, TimeSpan? timeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var meeting = new Meeting(size, timeout ?? TimeSpan.FromMinutes(5));
        return [.. Enumerable.Range(0, size).Select(rank => new InProcessCollective(rank, meeting))];
    }
}
