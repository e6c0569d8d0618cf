// The same service, with callers held to a form.
import { execFile } from "node:child_process"
import { createHash, randomUUID } from "node:crypto"
import { readFile } from "node:fs/promises"
import path from "node:path"
import type { Request, Response } from "express"

interface Database {
    query(sql: string, values?: unknown[]): Promise<unknown[]>
}

const REPORTS = "/srv/reports"
const PLACES = new Map<string, string>([["home", "/"]])

export function calculate(text: string): number {
    return Number.parseFloat(text)
}

export function pack(folder: string): void {
    execFile("tar", ["czf", "out.tgz", "--", folder])
}

export async function findOrders(db: Database, customer: string): Promise<unknown[]> {
    return db.query("SELECT id, total FROM orders WHERE customer = $1", [customer])
}

export function readReport(name: string): Promise<string> {
    const full = path.resolve(REPORTS, name)
    if (!full.startsWith(REPORTS + path.sep)) {
        throw new RangeError("outside of the reports")
    }
    return readFile(full, "utf8")
}

export function digest(text: string): string {
    return createHash("sha256").update(text).digest("hex")
}

export function newToken(): string {
    const token: string = randomUUID()
    return token
}

export function leave(req: Request, res: Response): void {
    res.redirect(PLACES.get(String(req.query.to)) ?? "/")
}
